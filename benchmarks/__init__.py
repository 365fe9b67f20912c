"""What the product costs, beside the least a machine could do for the same task in the same run."""
