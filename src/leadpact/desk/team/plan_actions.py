"""Plan when a recycled lead comes back, and who takes care of it until then."""

from datetime import date

from leadpact.desk.governance.audit import note_audit
from leadpact.desk.people.actions import actor_of_user
from leadpact.desk.people.models import User
from leadpact.desk.store import in_transaction
from leadpact.desk.team.models import RecyclePlan


@in_transaction
def plan_return(lead_id: str, user: User, return_on: date | None) -> None:
    """Note who takes care of a recycled lead, and the day on which it comes back, if known."""
    RecyclePlan.objects.update_or_create(
        lead_id=lead_id, defaults={"owner": user, "return_on": return_on}
    )
    until = return_on.isoformat() if return_on is not None else ""
    note_audit(actor_of_user(user), "lead.planned", lead=lead_id, return_on=until)
