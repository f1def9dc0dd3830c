"""Read forms: the one that is live, and the counts of each version."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from typing import Any

from django.db.models import Count, Q

from leadpact.desk.capture.form_fields import FormField, read_fields
from leadpact.desk.capture.models import (
    FormCount,
    FormVersion,
    FormVisit,
    QuarantinedSubmission,
)
from leadpact.pact.ruleset import Ruleset

FEWEST = 20
"""Of fewer visits no share is shown: it would say next to nothing."""

_Z = 1.96


@dataclass(frozen=True, slots=True)
class FieldLoss:
    """A field of a version: how many left the form there, and how many answers would not do."""

    field: FormField
    n_left: int
    n_errors: int
    words: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version with its counts."""

    form: FormVersion
    fields: tuple[FormField, ...]
    n_views: int
    n_begun: int
    n_sent: int
    n_quarantined: int
    losses: tuple[FieldLoss, ...]
    words: str


def live_form(slug: str) -> FormVersion | None:
    """Return the version of a form that is shown; None: there is no such form."""
    return FormVersion.objects.filter(slug=slug, is_live=True).first()


def live_forms() -> list[FormVersion]:
    """Return the forms that are shown."""
    return list(FormVersion.objects.filter(is_live=True).order_by("slug"))


def read_quarantine(most: int) -> tuple[list[QuarantinedSubmission], int]:
    """Return the newest submissions that wait, and how many wait in all."""
    rows = QuarantinedSubmission.objects.filter(closed_at=None).select_related("form")
    return list(rows.order_by("-received_at", "-id")[:most]), rows.count()


def read_versions(slug: str) -> list[VersionView]:
    """Return the versions of a form with their counts, the newest first."""
    versions = list(FormVersion.objects.filter(slug=slug).order_by("-version"))
    counts: dict[int, Counter[tuple[str, str]]] = {}
    for item in FormCount.objects.filter(form__in=versions):
        counts.setdefault(item.form_id, Counter())[item.what, item.field] = item.n
    visits = FormVisit.objects.filter(form__in=versions)
    rows = visits.values("form_id", "outcome", "last_field").annotate(
        n=Count("nonce"), n_begun=Count("nonce", filter=Q(began_at__isnull=False))
    )
    seen = list(rows)
    return [
        _view(
            form, counts.get(form.pk, Counter()), [row for row in seen if row["form_id"] == form.pk]
        )
        for form in versions
    ]


def _view(form: FormVersion, counts: Counter[tuple[str, str]], rows: list[Any]) -> VersionView:
    by_outcome: Counter[str] = Counter()
    left: Counter[str] = Counter()
    n_begun = 0
    for row in rows:
        n, n_begun_here = row["n"], row["n_begun"]
        by_outcome[row["outcome"]] += n
        n_begun += n_begun_here
        if not row["outcome"]:
            left[row["last_field"]] += n_begun_here
    fields = read_fields(form.fields)
    losses = tuple(
        FieldLoss(
            item,
            left[item.name],
            counts["ERROR", item.name],
            share_words(left[item.name], n_begun, "left there"),
        )
        for item in fields
    )
    n_sent = by_outcome["SENT"]
    return VersionView(
        form,
        fields,
        counts["VIEW", ""],
        n_begun,
        n_sent,
        by_outcome["QUARANTINED"],
        losses,
        share_words(n_sent + by_outcome["QUARANTINED"], n_begun, "sent it"),
    )


def share_words(n: int, of: int, what: str) -> str:
    """Return a share with its uncertainty in words; of few only the count.

    The range is that of 95 of 100 such samples, by the normal approximation.

    Examples
    --------
    >>> share_words(22, 200, "left there")
    '11 ± 4 % left there'
    >>> share_words(3, 9, "left there")
    '3 of 9 left there'
    """
    if of < FEWEST:
        return f"{n} of {of} {what}" if of else ""
    share = n / of
    spread = _Z * sqrt(share * (1 - share) / of)
    return f"{100 * share:.0f} ± {100 * spread:.0f} % {what}"


def unasked_must_haves(ruleset: Ruleset, fields: Iterable[FormField]) -> list[tuple[str, str]]:
    """Return must-haves of the gate to the SDRs that no field asks, each with the gate's label.

    A must-have that follows from another field, such as the country from the phone, may still
    come; it is named too, for it need not.
    """
    asked = {item.name for item in fields}
    gate = next(iter(ruleset.gates), None)
    if gate is None:
        return []
    return [(name, ruleset.label(gate.stage)) for name in gate.every_must_have if name not in asked]
