"""What a condition may ask about, by where it stands in the pact: a rule, a `where`, a gate."""
