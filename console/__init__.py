"""Door 2: the panel of consultants and administrators."""
