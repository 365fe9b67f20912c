"""One file for each thing the addresses are about."""
