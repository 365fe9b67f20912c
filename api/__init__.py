"""Door 3, machines: the same services and the same visibility as the other doors, spoken in JSON."""
