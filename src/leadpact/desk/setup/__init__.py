"""Set up an installation, and run its processes."""
