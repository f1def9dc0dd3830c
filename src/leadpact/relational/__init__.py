"""Many leads, lazy Ibis, never executed here: the twins of the engine."""
