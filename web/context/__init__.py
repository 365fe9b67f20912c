"""What the pages show of a result: the words and figures of the report, with the way to “why this number”."""
