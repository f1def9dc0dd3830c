"""What RevOps does: publish a pact, see what is stuck, keep the audit."""
