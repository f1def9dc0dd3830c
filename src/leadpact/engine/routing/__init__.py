"""The parts of routing: roster, state, rotation, choice. The way in is `engine.routing.route`."""
