"""What a data set and a pact call differently: told before the leads are judged."""

from leadpact.pact.ruleset import Ruleset
from leadpact.relational.inputs import missing_attributes
from leadpact.storage.dataset import Dataset
from leadpact.storage.store import Store
from leadpact.terms.issues import Issue, Level, Place


def name_warnings(store: Store, dataset: Dataset, ruleset: Ruleset) -> list[Issue]:
    """Return a warning for what the pact asks and the data lacks, and the other way round.

    Kinds of activity are compared, and attributes with columns.
    """
    place = Place(str(dataset.folder))
    issues = []
    for name in missing_attributes(dataset.inputs(), ruleset):
        fact = f"The pact asks for `{name}`, and no column holds it: it is missing for every lead."
        fix = f"Map a column to it, or tell the pact where it is: `from: leads.{name}`."
        issues.append(Issue("attribute-without-column", Level.WARNING, place, fact, fix))
    found = _kinds(store, dataset)
    unknown = {kind: n for kind, n in found.items() if kind not in ruleset.activities}
    if unknown:
        listed = ", ".join(f"{kind} ({n:,})" for kind, n in list(unknown.items())[:8])
        fact = f"The pact does not know these kinds of activity, which count for nothing: {listed}."
        fix = "Declare them under `activities`, or map them to kinds that it knows."
        issues.append(Issue("activity-kind-unknown", Level.WARNING, place, fact, fix))
    absent = [kind for kind in ruleset.activities if kind not in found]
    if absent and found:
        fact = f"The pact counts kinds of activity that never occur: {', '.join(absent[:8])}."
        fix = "Check how the data spells them."
        issues.append(Issue("activity-kind-absent", Level.WARNING, place, fact, fix))
    return issues


def _kinds(store: Store, dataset: Dataset) -> dict[str, int]:
    """Return how often each kind of activity occurs, the most frequent first."""
    activities = dataset.tables.get("activities")
    if activities is None:
        return {}
    counted = activities.group_by("kind").aggregate(n=activities.count())
    rows = store.fetch_rows(counted.order_by(counted.n.desc(), counted.kind))
    return {row["kind"]: row["n"] for row in rows}
