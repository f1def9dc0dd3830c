"""The rules of a pact on identity, compiled: one frozen policy per capability."""
