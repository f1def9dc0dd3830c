"""Feedback on leads and meetings: its values, what is refused, and how reviews go on."""
