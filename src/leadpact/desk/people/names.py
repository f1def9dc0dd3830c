"""What reps are called."""

from collections.abc import Mapping

from leadpact.desk.people.models import StoredRep


def names_of_reps() -> Mapping[str, str]:
    """Return the names of all reps by their ids."""
    return dict(StoredRep.objects.values_list("rep_id", "name"))
