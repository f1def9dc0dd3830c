"""Publish a pact, under the lock of routing: a decision comes before it or after it."""

from datetime import datetime

from django.db import transaction

from leadpact.desk import clock
from leadpact.desk.governance.audit import note_audit
from leadpact.desk.store import in_transaction, open_store
from leadpact.desk.work.models import RetryRequest
from leadpact.engine.scheduling import TriggerKind
from leadpact.pact.check import load_pact_text
from leadpact.pact.ruleset import Ruleset
from leadpact.storage.lead_store import publish_pact


class AnotherWasPublished(Exception):
    """Another pact was published since this one was compared; nothing is published."""


@in_transaction
def publish(
    text: str, *, by: str, effective_at: datetime | None = None, base_seq: int | None = None
) -> Ruleset:
    """Publish a pact that is in force from a moment on; by default from now.

    Parameters
    ----------
    base_seq
        The number of the pact that was published last, as far as the publisher knows.

    Raises
    ------
    UnableToLoadPact
        Where the text is no pact in order; nothing is published.
    AnotherWasPublished
        Where `base_seq` is no longer the last.
    """
    ruleset = load_pact_text(text)
    at = effective_at or clock.now()
    store = open_store()
    with transaction.atomic():
        # It takes the lock of routing: which pact was the last is sure only after that.
        publish_pact(store.statements, store.codec.parts, ruleset, text, effective_at=at)
        if base_seq is not None and last_published(before_newest=True) != base_seq:
            raise AnotherWasPublished(ruleset.fingerprint)
    RetryRequest.objects.create(kind=str(TriggerKind.ROSTER), happened_at=at)
    note_audit(by, "pact.published", fingerprint=ruleset.fingerprint, effective_at=at.isoformat())
    return ruleset


def last_published(*, before_newest: bool = False) -> int:
    """Return the number of the pact that was published last, or of the one before; 0: none."""
    rows = open_store().statements.run("SELECT seq FROM pact ORDER BY seq DESC LIMIT 2")
    numbers = [seq for (seq,) in rows]
    return next(iter(numbers[1:] if before_newest else numbers), 0)
