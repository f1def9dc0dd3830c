"""Several reps at one lead at the same time."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from company import MONDAY, Desk
from django.db import connections
from test_queue_claims import CLAIMED

from leadpact.desk.governance.actions import publish
from leadpact.desk.people.actions import save_reps
from leadpact.desk.people.models import StoredRep, User
from leadpact.desk.people.roles import Role
from leadpact.desk.queue.claims import claim
from leadpact.desk.store import in_transaction

N_REPS = 20


@in_transaction
def _hire(desk: Desk) -> list[User]:
    """Return twenty SDRs, all of whom may claim a large lead that waits."""
    ids = [f"sdr-{n:02}" for n in range(N_REPS)]
    zone = "America/New_York"
    save_reps({"rep_id": name, "name": name, "role": "SDR", "time_zone": zone} for name in ids)
    publish(CLAIMED, by="system:test", effective_at=MONDAY - timedelta(hours=1))
    desk.add_lead("pat", n_employees=9000)
    return [
        User.objects.create_user(
            f"{name}@desk.example", name=name, roles=[str(Role.SDR)], rep=StoredRep(rep_id=name)
        )
        for name in ids
    ]


def test_of_twenty_reps_who_claim_one_lead_one_has_it_and_nineteen_are_refused_with_reason(
    fresh_desk: Desk,
) -> None:
    """Must hold 4: twenty reps claim one lead at once."""
    users = _hire(fresh_desk)

    def act(user: User) -> str:
        try:
            return claim(user, "pat", "large", f"claim-{user.pk}", as_of=MONDAY)
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(N_REPS) as pool:
        answers = list(pool.map(act, users))
    owner = fresh_desk.state("pat").owner_rep_id
    winner = [user.rep_id for user, refusal in zip(users, answers, strict=True) if not refusal]
    assert winner == [owner]
    assert Counter(answers) == {"": 1, f"{owner} claimed it first.": N_REPS - 1}
