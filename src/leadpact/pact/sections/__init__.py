"""What a pact says of following up, one folder a section: as written, compiled, compared, said."""
