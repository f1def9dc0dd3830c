"""Outgoing webhooks: which programs receive events, what was sent to them and how it went."""
