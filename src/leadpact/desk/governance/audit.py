"""Write the audit, within the transaction of what it is about."""

from typing import Any

from leadpact.desk import clock
from leadpact.desk.governance.models import AuditEntry


def note_audit(actor: str, act: str, **about: Any) -> None:
    """Note who did what; `about` holds ids and codes, never personal values."""
    AuditEntry.objects.create(happened_at=clock.now(), actor=actor, act=act, about=about)
