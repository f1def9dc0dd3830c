"""What a pact says of identity, compiled: one frozen policy per capability."""
