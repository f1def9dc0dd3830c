"""What the pages of pacts show: the one in force, its history, and what a draft would change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from leadpact.desk.governance.models import AuditEntry, PactDraft
from leadpact.desk.governance.volumes import VolumeRow, Volumes, volume_rows
from leadpact.desk.people.models import StoredRep, User
from leadpact.desk.store import fingerprint_in_force, open_store
from leadpact.pact.changes import Change
from leadpact.pact.diff import diff_rulesets
from leadpact.pact.ruleset import Ruleset
from leadpact.storage.lead_store import StoredPact, pact_in_force, stored_ruleset
from leadpact.terms.actors import PERSON, rep_of
from leadpact.terms.zone import epoch_seconds, moment_at

_HISTORY = 50


@dataclass(frozen=True, slots=True)
class PublishedPact:
    """A pact that was published: its number, its fingerprint, from when on, and by whom."""

    seq: int
    fingerprint: str
    effective_at: datetime
    by: str
    is_in_force: bool
    is_to_come: bool


def read_pact(as_of: datetime) -> StoredPact | None:
    """Return the pact in force; None: none is."""
    if fingerprint_in_force(as_of) is None:
        return None
    store = open_store()
    return pact_in_force(store.statements, store.codec.parts, as_of=as_of)


def read_history(as_of: datetime) -> tuple[PublishedPact, ...]:
    """Return the pacts that were published, the one of the latest moment first."""
    rows = open_store().statements.run(
        "SELECT seq, fingerprint, effective_at FROM pact ORDER BY effective_at DESC, seq DESC"
        " LIMIT ?",
        _HISTORY,
    )
    now = epoch_seconds(as_of)
    in_force = next((seq for seq, _, at in rows if at <= now), None)
    by = _publishers()
    return tuple(
        PublishedPact(
            seq,
            fingerprint,
            moment_at(at),
            by.get((fingerprint, moment_at(at).isoformat()), ""),
            is_in_force=seq == in_force,
            is_to_come=at > now,
        )
        for seq, fingerprint, at in rows
    )


def _publishers() -> dict[tuple[str, str], str]:
    entries = list(AuditEntry.objects.filter(act="pact.published")[: 2 * _HISTORY])
    names = actor_names(item.actor for item in entries)
    return {
        (item.about.get("fingerprint", ""), item.about.get("effective_at", "")): names[item.actor]
        for item in entries
    }


def actor_names(actors: Iterable[str]) -> dict[str, str]:
    """Return what actors are called: the names of people, of others what they are."""
    wanted = set(actors)
    ids = {actor: rep_of(actor) or "" for actor in wanted}
    users = {f"user-{pk}": name for pk, name in User.objects.values_list("pk", "name")}
    reps = dict(StoredRep.objects.filter(pk__in=ids.values()).values_list("pk", "name"))
    known = users | reps
    return {
        actor: known.get(ids[actor], ids[actor]) if actor.startswith(PERSON) else _other(actor)
        for actor in wanted
    }


def _other(actor: str) -> str:
    kind, _, name = actor.partition(":")
    return f"{name} ({kind})" if name else f"the {kind}"


def text_of(seq: int) -> str | None:
    """Return the text of a pact that was published; None: there is none of that number."""
    rows = open_store().statements.run("SELECT body FROM pact WHERE seq = ?", seq)
    return rows[0][0] if rows else None


@dataclass(frozen=True, slots=True)
class DraftComparison:
    """What a draft changes against the pact that was in force when it was checked."""

    changes: tuple[Change, ...]
    is_same: bool
    rows: tuple[VolumeRow, ...]
    n_judged: int


def compare(draft: PactDraft, new: Ruleset) -> DraftComparison:
    """Return what a draft changes, in words and in numbers."""
    store = open_store()
    if draft.base_fingerprint:
        old = stored_ruleset(store.statements, store.codec.parts, draft.base_fingerprint)
        changes, is_same = diff_rulesets(old, new), old.fingerprint == new.fingerprint
    else:
        changes, is_same = (), False
    counts = [Volumes.of(draft.volumes.get(name, {})) for name in ("old", "new")]
    labels = {gate.name: gate_label(gate.name, new) for gate in new.gates}
    rows = tuple(volume_rows(counts[0], counts[1], labels))
    return DraftComparison(changes, is_same, rows, counts[0].n_leads)


def gate_label(name: str, ruleset: Ruleset) -> str:
    """Return what people call a gate: the stage that it leads to, by the pact's label."""
    return next(
        (label for stage, label in ruleset.labels.items() if str(stage).lower() == name),
        name.replace("_", " "),
    )


def read_draft(draft_id: int) -> PactDraft | None:
    """Return a draft."""
    return PactDraft.objects.filter(pk=draft_id).first()
