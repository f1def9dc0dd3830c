"""Leadpact: the agreement between sales and marketing, as a versioned file that runs."""
