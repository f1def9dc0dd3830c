"""The compiled pacts of a company: stored once, and one of them in force at any moment."""

from dataclasses import dataclass
from datetime import datetime

from leadpact.events import Parts
from leadpact.pact.ruleset import Ruleset
from leadpact.storage.lead_store.failures import UnableToUseStore
from leadpact.storage.lead_store.routing_rows import read_version
from leadpact.storage.lead_store.statements import Statements
from leadpact.terms.zone import epoch_seconds, moment_at


@dataclass(frozen=True, slots=True)
class StoredPact:
    """A pact as it was published: compiled, and as it was written."""

    fingerprint: str
    ruleset: Ruleset
    text: str
    effective_at: datetime


def publish_pact(
    statements: Statements, parts: Parts, ruleset: Ruleset, text: str, *, effective_at: datetime
) -> None:
    """Store a pact that is in force from a moment on; an earlier one may be published again.

    The compiled form is stored beside the text: a newer table of holidays changes what an old text
    compiles to, and a decision names the fingerprint of the rules it was made by.
    """
    # Decisions that assign leads come before or after a pact is published, never in between.
    read_version(statements, lock=True)
    part = parts.put(ruleset)
    statements.run(
        "INSERT INTO part (name, body) VALUES (?, ?) ON CONFLICT (name) DO NOTHING",
        part,
        parts.text_of(part),
    )
    statements.run(
        "INSERT INTO pact (fingerprint, part, body, effective_at) VALUES (?, ?, ?, ?)",
        *(ruleset.fingerprint, part, text, epoch_seconds(effective_at)),
    )


def pact_in_force(statements: Statements, parts: Parts, *, as_of: datetime) -> StoredPact:
    """Return the pact in force at a moment: the last one published of those that began last.

    Raises
    ------
    UnableToUseStore
        `pact-missing`, where none is in force yet.
    UnableToReadEvents
        `part-missing` or `part-damaged`.
    """
    rows = statements.run(
        "SELECT fingerprint, part, body, effective_at FROM pact WHERE effective_at <= ?"
        " ORDER BY effective_at DESC, seq DESC LIMIT 1",
        epoch_seconds(as_of),
    )
    if not rows:
        fact = f"No pact is in force at {as_of:%Y-%m-%d %H:%M:%S}."
        raise UnableToUseStore("pact-missing", "table pact", fact, "Publish a pact first.")
    fingerprint, part, text, at = rows[0]
    return StoredPact(fingerprint, parts.get(part, Ruleset), text, moment_at(at))


def stored_ruleset(statements: Statements, parts: Parts, fingerprint: str) -> Ruleset:
    """Return a pact that was published, by its fingerprint.

    Raises
    ------
    UnableToUseStore
        `pact-not-stored`, where there is none.
    """
    rows = statements.run(
        "SELECT part FROM pact WHERE fingerprint = ? ORDER BY seq DESC LIMIT 1", fingerprint
    )
    if not rows:
        fact = "What was decided under this pact is to be decided again, and it is not stored."
        fix = "Bring back the table `pact` from a copy."
        raise UnableToUseStore("pact-not-stored", f"pact {fingerprint}", fact, fix)
    return parts.get(rows[0][0], Ruleset)


def check_is_stored(statements: Statements, fingerprint: str) -> None:
    """Refuse a pact that is not stored: what is decided under it could not be explained later."""
    if not statements.run("SELECT 1 FROM pact WHERE fingerprint = ? LIMIT 1", fingerprint):
        fact = "The decision is to be made under a pact that is not stored."
        fix = "Publish the pact, then send the command again; it was not taken."
        raise UnableToUseStore("pact-not-stored", f"pact {fingerprint}", fact, fix)
