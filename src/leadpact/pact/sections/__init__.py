"""The sections of a pact on identity and following up, each in a folder of its own."""
