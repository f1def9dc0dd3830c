"""A whole history replayed through the state machine of one lead."""
