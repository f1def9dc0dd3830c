"""Publish a pact, under the lock of routing: a decision comes before it or after it."""

from datetime import datetime

from leadpact.desk import clock
from leadpact.desk.governance.audit import note_audit
from leadpact.desk.store import in_transaction, open_store
from leadpact.desk.work.models import RetryRequest
from leadpact.engine.scheduling import TriggerKind
from leadpact.pact.check import load_pact_text
from leadpact.pact.ruleset import Ruleset
from leadpact.storage.lead_store import publish_pact


@in_transaction
def publish(text: str, *, by: str, effective_at: datetime | None = None) -> Ruleset:
    """Publish a pact that is in force from a moment on; by default from now.

    Raises
    ------
    UnableToLoadPact
        Where the text is no pact in order; nothing is published.
    """
    ruleset = load_pact_text(text)
    at = effective_at or clock.now()
    store = open_store()
    publish_pact(store.statements, store.codec.parts, ruleset, text, effective_at=at)
    RetryRequest.objects.create(kind=str(TriggerKind.ROSTER), happened_at=at)
    note_audit(by, "pact.published", fingerprint=ruleset.fingerprint, effective_at=at.isoformat())
    return ruleset
