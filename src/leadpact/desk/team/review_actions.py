"""Decide reviews, dispute them, arbitrate: one command, one transaction."""

from django.http import Http404

from leadpact.desk import access, clock
from leadpact.desk.leads.actions import record
from leadpact.desk.leads.queries import read_states
from leadpact.desk.people.actions import actor_of_user
from leadpact.desk.people.models import User
from leadpact.desk.team.reviews import dispute_side, may_take, sides_of
from leadpact.engine.lifecycle import Decision, ReviewStep, UpdateReview
from leadpact.terms.actors import PERSON


def take_step(user: User, lead_id: str, review_id: str, step: str, *, command_id: str) -> Decision:
    """Take a step of a review, for the side of the user where it is a dispute.

    Raises
    ------
    Http404
        Where the user does not see the review, or may not take such a step.
    """
    row = access.reviews_for(user).filter(lead_id=lead_id, review_id=review_id).first()
    if row is None or step not in ReviewStep.__members__:
        raise Http404("There is no such review for you.")
    wanted = ReviewStep(step)
    if not may_take(user, row, wanted):
        raise Http404("That is for somebody else to decide.")
    actor = actor_of_user(user)
    side = None
    if wanted is ReviewStep.DISPUTED:
        review = read_states([row.lead_id])[row.lead_id].review(row.review_id)
        side = (dispute_side(user, review) if review else None) or sides_of(user)[0]
    command = UpdateReview(
        f"{command_id}/{row.review_id}/{wanted}",
        clock.now(),
        row.review_id,
        wanted,
        by=actor.removeprefix(PERSON),
        by_side=side,
        actor=actor,
    )
    return record(row.lead_id, command)
