"""Door 1, the firm: forms, results, downloads."""
