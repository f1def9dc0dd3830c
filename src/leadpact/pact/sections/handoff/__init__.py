"""The section `handoff` of a pact: how a meeting goes from SDR to AE."""
