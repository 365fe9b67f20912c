"""Version 1 of the interface. It may grow; what is here keeps its meaning."""
