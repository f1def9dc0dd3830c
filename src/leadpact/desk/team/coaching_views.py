"""The page of coaching: what one rep did, for a talk with their manager."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from leadpact.desk import access, clock
from leadpact.desk.store import rules_in_force
from leadpact.desk.team.campaigns import FEWEST
from leadpact.desk.team.coaching import DAYS, read_coaching
from leadpact.desk.team.load import works_leads


def show_first(request: HttpRequest) -> HttpResponse:
    """Lead to the first rep of the team, by name."""
    reps = works_leads(access.reps_for(access.user_of(request)))
    if reps:
        return redirect("coaching-rep", reps[0].rep_id)
    return render(request, "team/coaching.html", {"reps": []})


def show_rep(request: HttpRequest, rep_id: str) -> HttpResponse:
    """Show what a rep did in the last 30 days."""
    user, as_of = access.user_of(request), clock.now()
    rep = access.rep_for(user, rep_id)
    values = {
        "reps": works_leads(access.reps_for(user)),
        "rep": rep,
        "coaching": read_coaching(rep, rules_in_force(as_of), as_of=as_of),
        "days": DAYS,
        "fewest": FEWEST,
    }
    return render(request, "team/coaching.html", values)
