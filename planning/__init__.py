"""What to do first: which measures fit a firm's gaps, and in which order. Pure; knows no Django."""
