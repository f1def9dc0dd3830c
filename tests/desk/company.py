"""A small company at its desk: a pact, three reps, a user of each role, and leads that come in."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.test import Client

from leadpact.desk import clock
from leadpact.desk.governance.actions import publish
from leadpact.desk.leads.actions import record
from leadpact.desk.leads.queries import read_lead
from leadpact.desk.people.actions import save_reps
from leadpact.desk.people.models import StoredRep, User
from leadpact.desk.people.roles import SECOND_FACTOR, Role
from leadpact.engine.lead import Activity, Lead
from leadpact.engine.lifecycle import Command, Decision, LeadState, RecordLead, RecordReply

PACT = (Path(__file__).parent / "pact.yaml").read_text()

MONDAY = datetime(2026, 6, 1, 14, 0, tzinfo=UTC)
"""10:00 in New York, where the company works."""

REPS = (
    {"rep_id": "ann", "name": "Ann", "role": "SDR", "team": "inbound", "open_cap": 30},
    {"rep_id": "bob", "name": "Bob", "role": "SDR", "team": "inbound", "open_cap": 30},
    {"rep_id": "eve", "name": "Eve", "role": "AE", "team": "closing"},
    {"rep_id": "may", "name": "May", "role": "MANAGER", "team": "inbound"},
)

_USERS = (
    ("ann", Role.SDR),
    ("bob", Role.SDR),
    ("eve", Role.AE),
    ("may", Role.MANAGER),
    ("max", Role.MARKETING),
    ("rob", Role.REVOPS),
    ("eli", Role.EXEC),
    ("ada", Role.ADMIN),
)


TOTP_SECRET = "JBSWY3DPEHPK3PXP"
"""Of the authenticator apps of those who need one."""


def add_second_factor(user: User) -> None:
    """Give a user an authenticator app."""
    data = {"secret": get_adapter().encrypt(TOTP_SECRET)}
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data=data)


@dataclass
class Desk:
    """What a test asks of the desk."""

    database: str
    at: datetime
    users: dict[str, User] = field(default_factory=dict)
    is_whole: bool = True

    @classmethod
    def opened(cls, database: str, at: datetime, pact: str = PACT) -> "Desk":
        """Return a desk whose pact is in force since the day before."""
        made = cls(database, at)
        save_reps({"time_zone": "America/New_York", **row} for row in REPS)
        publish(pact, by="system:test", effective_at=at - timedelta(days=1))
        for name, role in _USERS:
            made.users[name] = User.objects.create_user(
                f"{name}@desk.example",
                name=name.title(),
                roles=[str(role)],
                rep=StoredRep.objects.filter(pk=name).first(),
            )
            if role in SECOND_FACTOR:
                add_second_factor(made.users[name])
        return made

    def client(self, name: str) -> Client:
        """Return the browser of somebody who has signed in."""
        client = Client()
        client.force_login(self.users[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    def add_lead(self, lead_id: str, *activities: Activity, **values: Any) -> Decision:
        """Record a lead that asked for a demo, unless it did something else."""
        now = clock.now()
        known = {
            "first_name": "Pat",
            "last_name": lead_id.title(),
            "email": f"{lead_id}@customer.example",
            "company": "Customer",
            "n_employees": 300,
            **values,
        }
        did = activities or (Activity(f"{lead_id}/demo", "demo_requested", now),)
        lead = Lead(lead_id, known, created_at=now)
        command = RecordLead(
            f"{lead_id}/came", now, lead, activities=tuple(did), actor="system:form"
        )
        return record(lead_id, command)

    def record(self, lead_id: str, command: Command) -> Decision:
        """Record a command now."""
        return record(lead_id, command)

    def reply(self, lead_id: str) -> Decision:
        """Record that the prospect of a lead replied now."""
        now = clock.now()
        return record(lead_id, RecordReply(f"reply-{now:%d%H%M%S}", now, actor="prospect"))

    def state(self, lead_id: str) -> LeadState:
        """Return the state of a lead."""
        return read_lead(lead_id, as_of=clock.now()).state
