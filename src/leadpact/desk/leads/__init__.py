"""The leads: how a command changes one, what screens read of it, and its page."""
