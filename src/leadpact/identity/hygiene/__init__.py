"""One pure function per field: the normalised value, what was recognised, and its faults."""
