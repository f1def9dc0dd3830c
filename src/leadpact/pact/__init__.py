"""The pact: the document, its checks, its compiled form, its differences. It decides nothing."""
