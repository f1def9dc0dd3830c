"""The parts of `engine.clock`: what a clock is, and how it is reckoned."""
