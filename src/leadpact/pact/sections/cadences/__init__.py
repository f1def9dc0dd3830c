"""The section `cadences` of a pact, as written and compiled."""
