"""Capture: how a lead comes in, clean and known once, by form, API or list."""
