"""Scores of one lead at a moment, every point explained."""
