"""The section `calendars` of a pact, as written and compiled."""
