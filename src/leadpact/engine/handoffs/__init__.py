"""The parts of `engine.handoff`: what a meeting is, how it goes, its messages, free slots."""
