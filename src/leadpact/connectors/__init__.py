"""Connectors: one folder per outside system whose data Leadpact reads."""
