"""The section `routing` of a pact, as written and compiled."""
