"""Who acted, in words."""

from collections.abc import Callable

from leadpact.engine.lifecycle import Event
from leadpact.explain.view import FollowUpView
from leadpact.terms.actors import HISTORY, PROSPECT, SCHEDULER, TIME, rep_of

Describe = Callable[[Event, FollowUpView], str]
"""Says one event in words; empty where it only keeps the books."""


def actor_words(view: FollowUpView, actor: str) -> str:
    """Return who acted; empty where only time passed."""
    if actor in (TIME, SCHEDULER):
        return ""
    if actor == PROSPECT:
        return "the prospect"
    if actor == HISTORY:
        return "an earlier system"
    rep_id = rep_of(actor)
    if rep_id is not None:
        return view.who(rep_id)
    return "the " + actor.split(":", 1)[-1].replace("_", " ")


def rep_words(view: FollowUpView, rep_id: str | None) -> str:
    """Return what people call a rep; somebody, where it is not known who."""
    return "Somebody" if rep_id is None else view.who(rep_id)
