"""The parts of an explanation of one lead: a module for each thing that is told."""
