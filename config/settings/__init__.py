"""Settings: `base` for all, and one file each for development, tests and production."""
