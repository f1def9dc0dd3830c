"""The section `clocks` of a pact, as written and compiled."""
