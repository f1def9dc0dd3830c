"""What came in each month, by role: touches, meetings held, opportunities opened, deals won."""

from collections.abc import Mapping
from datetime import datetime

import ibis

from leadpact.measure.opportunities import WON
from leadpact.measure.tables import by_then, month_of, union_of, whole_table, with_local_date
from leadpact.pact.agreed import Volume
from leadpact.relational.expressions import Table, with_columns_of
from leadpact.relational.inputs import epoch_seconds
from leadpact.terms.stages import TouchKind


def volumes(tables: Mapping[str, Table], zone: str, *, as_of: datetime) -> Table:
    """Count what happened in each local month, by the role of the rep who did it.

    An opportunity counts for the rep who opened it, else for its owner; a won deal for its owner,
    else for who opened it. A meeting that was held is a touch of the kind `MEETING`.

    Parameters
    ----------
    tables
        The company's canonical tables.
    zone
        The zone of the months.
    as_of
        Aware moment; what happened later, or at no known moment, is left out.

    Returns
    -------
    Table
        `volume` (a `Volume`), `month` (its first day), `role` (missing where no rep is known), `n`.
    """
    touches, deals = whole_table(tables, "touches"), whole_table(tables, "opportunities")
    touched = touches.select("rep_id", at=epoch_seconds(touches.occurred_at), kind=touches.kind)
    held = touched.filter(touched.kind == TouchKind.MEETING.value)
    opened_by = deals.opened_by_rep_id.coalesce(deals.rep_id)
    won_by = deals.rep_id.coalesce(deals.opened_by_rep_id)
    won = deals.filter((deals.outcome == WON).coalesce(False))
    parts = {
        Volume.TOUCHES: touched.select("rep_id", "at"),
        Volume.MEETINGS_HELD: held.select("rep_id", "at"),
        Volume.OPPORTUNITIES_OPENED: deals.select(
            rep_id=opened_by, at=epoch_seconds(deals.opened_at)
        ),
        Volume.DEALS_WON: won.select(rep_id=won_by, at=epoch_seconds(won.closed_at)),
    }
    rows = union_of(
        [part.mutate(volume=ibis.literal(str(name))) for name, part in parts.items()], {}
    )
    timed = rows.filter(rows["at"].notnull() & by_then(rows["at"], as_of))
    dated = with_local_date(timed, zone, _on=timed["at"])
    reps = whole_table(tables, "reps").select("rep_id", "role")
    by_role = with_columns_of(dated, reps, "rep_id")
    found = by_role.group_by("volume", "role", month=month_of(by_role._on))
    return found.aggregate(n=by_role.count()).order_by("volume", "month", "role")


def team(tables: Mapping[str, Table]) -> Table:
    """Return the role of every rep, and from when to when they work here, as epoch seconds.

    Returns
    -------
    Table
        `role, from_t, to_t`; a time that is not known is missing.
    """
    reps = whole_table(tables, "reps")
    return reps.select(
        "role", from_t=epoch_seconds(reps.active_from), to_t=epoch_seconds(reps.active_to)
    ).order_by("role", "from_t", "to_t")
