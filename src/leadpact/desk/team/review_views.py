"""The page of reviews, and the steps that are taken there."""

import secrets

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from leadpact.desk import access, clock
from leadpact.desk.people.roles import Role
from leadpact.desk.store import rules_in_force
from leadpact.desk.team.review_actions import take_step
from leadpact.desk.team.reviews import STEPS, read_reviews
from leadpact.desk.team.views import command_id_of
from leadpact.engine.lifecycle import ReviewStep
from leadpact.explain.refusals import refusal_words


def show_reviews(request: HttpRequest) -> HttpResponse:
    """Show the reviews that the user sees."""
    user, as_of = access.user_of(request), clock.now()
    rules = rules_in_force(as_of)
    values = {
        "reviews": read_reviews(user, rules, as_of=as_of),
        "decides": user.has(Role.MANAGER),
        "has_feedback": rules.feedback is not None,
        "command_id": secrets.token_hex(12),
    }
    return render(request, "team/reviews.html", values)


@require_POST
def step(request: HttpRequest) -> HttpResponse:
    """Take a step of a review; say what it changed, or why it was refused."""
    lead_id, review_id, wanted = (
        request.POST.get(name, "") for name in ("lead_id", "review_id", "step")
    )
    user, press = access.user_of(request), command_id_of(request)
    decision = take_step(user, lead_id, review_id, wanted, command_id=press)
    if decision.refusal is not None:
        messages.error(request, refusal_words(decision.refusal, rules_in_force(clock.now())))
    else:
        messages.success(request, f"{_DONE[ReviewStep(wanted)]}.")
    return redirect("reviews")


_DONE = {
    **STEPS,
    ReviewStep.UPHELD: "Upheld: the disposition holds",
    ReviewStep.OVERTURNED: "Overturned: the lead is taken up again",
    ReviewStep.DISPUTED: "Disputed: a manager takes it into arbitration",
    ReviewStep.IN_ARBITRATION: "In arbitration",
    ReviewStep.TRAINING: "Closed, with training",
    ReviewStep.PACT_PROPOSAL: "Closed, with a proposal to change the pact",
    ReviewStep.NEITHER: "Closed, with neither training nor a change of the pact",
}
