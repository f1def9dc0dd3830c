"""Add to a lead what follows from it and what providers know, with its source and its day."""
