"""The parts of `engine.cadence`: what a running cadence is, and when its steps are due."""
