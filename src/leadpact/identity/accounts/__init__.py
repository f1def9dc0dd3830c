"""Matching leads to accounts: one decision per lead, with its evidence, in whatever order."""
