"""What the lookups of a mapping find: small tables of key to value, held in memory."""

from collections.abc import Iterable

from leadpact.connectors.files.batches import UnableToRead
from leadpact.connectors.files.convert import to_text
from leadpact.connectors.files.document import LookupDocument
from leadpact.connectors.files.plan import PlannedLookup, unreadable_issue
from leadpact.terms.issues import Issue, Level, Place


def read_lookup(
    spec: LookupDocument, files: Iterable[PlannedLookup]
) -> tuple[dict[str, str], list[Issue]]:
    """Read the files of a lookup; of several values of a key take the first, and warn."""
    found: dict[str, str] = {}
    issues: list[Issue] = []
    for planned in files:
        ambiguous: set[str] = set()
        n_broken = 0
        try:
            for batch in planned.file.batches(list(dict.fromkeys([spec.key, spec.value]))):
                n_broken += len(batch.broken)
                keys = to_text(batch.columns[spec.key]).to_pylist()
                values = to_text(batch.columns[spec.value]).to_pylist()
                for key, value in zip(keys, values, strict=True):
                    if key is None or value is None:
                        continue
                    if found.setdefault(key, value) != value:
                        ambiguous.add(key)
        except UnableToRead as error:
            issues.append(unreadable_issue(planned.name, error))
        if ambiguous:
            issues.append(_ambiguous(spec, planned.name, ambiguous))
        if n_broken:
            fact = f"The lookup by {spec.by} skips rows that do not split into cells: {n_broken}."
            fix = "Correct the rows in the file."
            issues.append(_warning("lookup-rows-skipped", planned.name, fact, fix))
    return found, issues


def _ambiguous(spec: LookupDocument, name: str, keys: set[str]) -> Issue:
    fact = (
        f'Several values of {spec.value} belong to one {spec.key}, as for "{min(keys)}" '
        f"({len(keys)} in all); the first is taken."
    )
    return _warning("lookup-ambiguous", name, fact, "Look up a column that is unique.")


def _warning(code: str, name: str, fact: str, fix: str) -> Issue:
    return Issue(code, Level.WARNING, Place(name), fact, fix)
