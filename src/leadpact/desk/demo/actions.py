"""Make a database a demo: load the company, add a user for each role."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db.models import QuerySet

from leadpact.desk import clock
from leadpact.desk.demo.links import make_token
from leadpact.desk.demo.models import DemoDesk
from leadpact.desk.people.models import StoredRep, User
from leadpact.desk.people.roles import ROLE_LABELS, Role
from leadpact.desk.queue.queries import read_queue
from leadpact.desk.setup.load import LoadedHistory, load_history
from leadpact.desk.store import in_transaction

_OF_ROLE = {
    Role.SDR: "SDR",
    Role.AE: "AE",
    Role.MANAGER: "MANAGER",
    Role.MARKETING: "MARKETER",
}
"""Roles whose users are reps of the company, and what the table of reps calls them."""


@dataclass(frozen=True, slots=True)
class DemoUser:
    """A user of the demo with the path that signs them in; `n_due` for an SDR."""

    user: User
    role: Role
    path: str
    n_due: int | None = None


def make_demo(folder: Path, pact_text: str) -> LoadedHistory:
    """Load a simulated company up to now into an empty desk, with users; mark it as a demo.

    Raises
    ------
    UnableToLoad, UnableToLoadPact
        As `load_history`.
    """
    loaded = load_history(folder, pact_text=pact_text, until=clock.now())
    _add_users()
    return loaded


@in_transaction
def _add_users() -> None:
    DemoDesk.objects.get_or_create(pk=1, defaults={"made_at": clock.now()})
    for role in Role:
        reps = StoredRep.objects.filter(role=_OF_ROLE.get(role), active_to=None)
        for rep in reps if role in _OF_ROLE else ():
            _add_user(role, f"{role}-{rep.rep_id}", rep.name, rep)
        if role not in _OF_ROLE or not reps:
            _add_user(role, str(role), ROLE_LABELS[role], None)


def _add_user(role: Role, key: str, name: str, rep: StoredRep | None) -> None:
    email = f"{key.lower()}@demo.example"
    if not User.objects.filter(email=email).exists():
        # Nobody knows a password: the link signs in, on this machine.
        User.objects.create_user(email, None, name=name, roles=[str(role)], rep=rep)


def demo_users(*, as_of: datetime) -> list[DemoUser]:
    """Return a user of each role with a link; the SDR is the one with most leads due now."""
    found = [_busiest_sdr(as_of)]
    for role in Role:
        user = next((one for one in _users() if one.has(role)), None)
        if role is not Role.SDR and user is not None:
            found.append(DemoUser(user, role, _path(user)))
    return [item for item in found if item is not None]


def _users() -> QuerySet[User]:
    """Return who may sign in: somebody may have been deactivated since the demo was made."""
    return User.objects.filter(is_active=True).order_by("pk")


def _busiest_sdr(as_of: datetime) -> DemoUser | None:
    users = [user for user in _users() if user.has(Role.SDR)]
    counted = [(n_due(user, as_of=as_of), -user.pk, user) for user in users]
    if not counted:
        return None
    n, _, user = max(counted, key=lambda item: item[:2])
    return DemoUser(user, Role.SDR, _path(user), n)


def n_due(user: User, *, as_of: datetime) -> int:
    """Return how many leads have something that their rep can do now."""
    return len({place.lead_id for place in read_queue(user, as_of=as_of).now})


def _path(user: User) -> str:
    return f"/demo/sign-in/{make_token(user)}"
