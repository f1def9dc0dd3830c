"""Work that nobody waits for: leads whose moment comes, commands put off, messages to be sent."""
