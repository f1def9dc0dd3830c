"""The parts of `engine.clocks.clock`: what a clock is, and how it is reckoned."""
