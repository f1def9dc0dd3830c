"""The page of a team, and what its manager does there."""

import re
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from leadpact.desk import access, clock
from leadpact.desk.store import rules_in_force
from leadpact.desk.team.actions import ACTS, LeadMove, check_move, move_leads
from leadpact.desk.team.load import team_load
from leadpact.desk.team.queries import (
    leads_of_nobody,
    missed_promises,
    near_promises,
    waiting_leads,
)
from leadpact.desk.team.words import WHY_NAMED

_COMMAND_ID = re.compile(r"[0-9A-Za-z-]{4,40}")


def command_id_of(request: HttpRequest) -> str:
    """Return the id that a form carries, so that a double press is one; else a new one."""
    given = request.POST.get("command_id", "")
    return given if _COMMAND_ID.fullmatch(given) else secrets.token_hex(12)


def show_team(request: HttpRequest, *, problem: str = "") -> HttpResponse:
    """Show what a manager looks at in the morning."""
    user, as_of = access.user_of(request), clock.now()
    rules, waiting = rules_in_force(as_of), waiting_leads(user)
    values = {
        "problem": problem,
        "chosen": request.POST.getlist("lead"),
        "move": LeadMove(*(request.POST.get(name, "") for name in ("act", "rep", "why"))),
        "near": near_promises(user, rules, as_of=as_of),
        "missed": missed_promises(user, as_of=as_of),
        "waiting": waiting,
        "n_waiting": sum(reason.n for reason in waiting),
        "unowned": leads_of_nobody(user) if rules.router is None else (),
        "loads": team_load(user, rules, as_of=as_of),
        "has_routing": rules.router is not None,
        "has_clocks": bool(rules.clocks),
        "acts": {code: it for code, it in ACTS.items() if code != "reassign" or rules.router},
        "reasons": WHY_NAMED,
        "command_id": secrets.token_hex(12),
        "as_of": as_of,
    }
    return render(request, "team/team.html", values, status=422 if problem else 200)


@require_POST
def move(request: HttpRequest) -> HttpResponse:
    """Do what a manager chose with the leads that they ticked; say what became of each."""
    user, ids = access.user_of(request), request.POST.getlist("lead")
    wanted = LeadMove(*(request.POST.get(name, "") for name in ("act", "rep", "why")))
    problem = check_move(user, wanted) or ("" if ids else "Tick at least one lead.")
    if problem:
        return show_team(request, problem=problem)
    command_id = command_id_of(request)
    moved = move_leads(user, ids[:200], wanted, command_id=command_id)
    return render(request, "team/moved.html", {"moved": moved, "act": ACTS[wanted.act]})
