"""Add derived values and providers' values to a lead, each with its source and its day."""
