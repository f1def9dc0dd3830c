"""The parts of `engine.cadences.cadence`: what a running cadence is, and when its steps are due."""
