"""Why the store of leads refuses work."""

from leadpact.terms.issues import Failure


class UnableToUseStore(Failure):
    """The store cannot do what is asked; nothing was changed."""
