"""The forms of these screens: what is typed becomes values, or is answered in words."""

from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from leadpact.desk import clock
from leadpact.desk.people.models import StoredAbsence, StoredRep
from leadpact.desk.store import rules_in_force
from leadpact.desk.words import when
from leadpact.explain.view import local_date
from leadpact.terms.zone import SECONDS_A_DAY, load_zone_offsets, moment_at

REASONS = (("holiday", "Holiday"), ("training", "Training"), ("away", "Away"))
"""Why a rep is on leave: a choice, as nothing about anybody's health is kept."""

_LONGEST = timedelta(days=730)


class AbsenceForm(forms.Form):
    """Leave of a rep: from now or from a day on, until the day on which they are back."""

    rep = forms.ModelChoiceField(
        StoredRep.objects.none(), label="Rep", empty_label="Choose a rep", to_field_name="rep_id"
    )
    first_day = forms.DateField(
        label="First day away",
        required=False,
        help_text="Empty: from now on.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    back_on = forms.DateField(label="Back on", widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.ChoiceField(label="Why", choices=REASONS)

    def __init__(self, *args: Any, reps: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rep"].queryset = reps  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Return the values with the moments at which leave begins and ends, in the rep's zone."""
        values = super().clean() or {}
        rep, back_on = values.get("rep"), values.get("back_on")
        if rep is None or back_on is None:
            return values
        now, zone = clock.now(), zone_of(rep)
        today = local_date(now, zone)
        first = values.get("first_day")
        if first is not None and first < today:
            raise ValidationError("Leave can be entered from today on.")
        starts_at = now if first is None or first == today else day_begins(first, zone)
        if back_on - today > _LONGEST:
            raise ValidationError("Leave can be entered for at most two years.")
        ends_at = day_begins(back_on, zone)
        if ends_at <= starts_at:
            raise ValidationError("The day on which the rep is back must be after the first day.")
        self._check_apart(rep, starts_at, ends_at)
        return {**values, "starts_at": starts_at, "ends_at": ends_at}

    def _check_apart(self, rep: StoredRep, starts_at: datetime, ends_at: datetime) -> None:
        # The same form sent twice is one leave: `add_absence` sees to that.
        others = StoredAbsence.objects.exclude(pk=f"desk-{self.data.get('command_id', '')}")
        other = others.filter(rep=rep, starts_at__lt=ends_at, ends_at__gt=starts_at).first()
        if other is not None:
            span = f"from {when(other.starts_at)} to {when(other.ends_at)}"
            fix = "Choose other days, or end that leave first."
            raise ValidationError(f"{rep} is on leave {span} already. {fix}")


class CapsForm(forms.Form):
    """Caps and weight of a rep."""

    open_cap = forms.IntegerField(
        label="Open leads",
        required=False,
        min_value=0,
        max_value=100_000,
        help_text="At most; empty: no cap.",
    )
    daily_cap = forms.IntegerField(
        label="Leads a day",
        required=False,
        min_value=0,
        max_value=100_000,
        help_text="At most; empty: no cap.",
    )
    weight = forms.FloatField(
        label="Weight",
        required=False,
        min_value=0,
        max_value=100,
        help_text="Share of the leads beside the others; empty: 1.",
    )

    def __init__(self, data: Any = None, *, rep: StoredRep) -> None:
        self.rep = rep
        known = {name: getattr(rep, name) for name in ("open_cap", "daily_cap", "weight")}
        super().__init__(data, initial=known, auto_id=f"{rep.rep_id}-%s")


def zone_of(rep: StoredRep) -> str:
    """Return the zone of a rep's days, as routing counts them."""
    rules = rules_in_force(clock.now())
    known = rules.rep(rep.rep_id)
    own = known.time_zone if known is not None else None
    return own or rules.calendar(rep_id=rep.rep_id).zone


def day_begins(day: date, zone: str) -> datetime:
    """Return the first moment of a day in a zone."""
    days = day.toordinal() - date(1970, 1, 1).toordinal()
    return moment_at(load_zone_offsets(zone).first_moment_at(days * SECONDS_A_DAY))


class PlanForm(forms.Form):
    """When a recycled lead comes back; empty: nobody knows yet."""

    return_on = forms.DateField(required=False)
