"""The local month of a moment, in the pact's zone: months are those of the people's calendar."""

import ibis

from leadpact.relational.columns import without
from leadpact.relational.local_time import with_local_day
from leadpact.relational.types import Table, Value
from leadpact.terms.zone import load_zone_offsets


def with_local_date(table: Table, zone: str, **moments: Value) -> Table:
    """Add a local date for each moment given, under its name; missing where the moment is.

    Parameters
    ----------
    table
        Any relation.
    zone
        IANA name.
    moments
        Epoch seconds by the name of the column to add.
    """
    offsets = load_zone_offsets(zone)
    table = table.mutate(**{f"_at_{name}": moment for name, moment in moments.items()})
    for name in moments:
        moment = f"_at_{name}"
        # The join on the zone's offsets drops what is missing, so a day stands in for it.
        dated = with_local_day(table.mutate(_t=table[moment].coalesce(0)), offsets)
        day = ibis.date(1970, 1, 1) + dated._day.as_interval("D")
        on = dated[moment].notnull().ifelse(day.cast("date"), ibis.null("date"))
        table = without(dated.mutate(**{name: on}), "_t", "_day", moment)
    return table


def month_of(date: Value) -> Value:
    """Return the first day of a date's month."""
    return date.truncate("M").cast("date")
