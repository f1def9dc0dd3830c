"""Why events, states or commands cannot be read."""

from leadpact.terms.issues import Failure


class UnableToReadEvents(Failure):
    """A stored event, state, command or part cannot be read; nothing was changed."""
