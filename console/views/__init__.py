"""Pages of the panel that belong to no model."""
