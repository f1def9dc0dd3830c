"""The demo that a newcomer sees: a simulated company at its desk, and links that sign in."""
