"""The whole follow-up of one lead: what happens to it, what it remembers, what is decided."""
