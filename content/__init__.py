"""What we ask and what we claim: YAML and CSV files and the one strict loader. No Django."""
