"""A table of leads cleaned and enriched. Twin: `clean_lead` and `enrich_lead`, for one lead."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

import pyarrow as pa

from leadpact.identity.batch.arrow import rows_of, table_of, with_column
from leadpact.identity.clean_lead import FIELDS, CleanLead, clean_lead
from leadpact.identity.enrichment.enrich import enrich_lead
from leadpact.identity.enrichment.providers import AppendProvider, ask_providers
from leadpact.identity.enrichment.values import PERSON, EnrichedLead
from leadpact.pact.sections.identity.policy import IdentityPolicy

_READ = (*FIELDS, "full_name")
_KEPT = ("seniority", "job_function", "time_zone", "city", "n_employees", "revenue_amount")
_FAULT_COLUMNS = "lead_id:s field:s code:s severity:s detail:s"
_PROVENANCE_COLUMNS = "lead_id:s field:s source:s observed_on:d"

ReportProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class CleanedLeads:
    """The result of cleaning a table of leads.

    Attributes
    ----------
    leads
        The same rows; fields normalised and filled, with `data_grade` and `data_faults` (the codes
        in one text) added.
    faults
        `lead_id, field, code, severity, detail`, one row a fault.
    provenance
        `lead_id, field, source, observed_on` of every value that no person gave: `cleaned`,
        `derived:<field>` or `append:<provider>`. No values: they live in the leads only.
    unanswered
        How often each provider gave nothing, by provider and reason.
    """

    leads: Any
    faults: Any
    provenance: Any
    unanswered: Mapping[tuple[str, str], int] = field(default_factory=lambda: MappingProxyType({}))


def clean_leads(
    leads: Any,
    *,
    policy: IdentityPolicy,
    as_of: date,
    providers: Sequence[AppendProvider] = (),
    report_progress: ReportProgress = lambda _done, _total: None,
) -> CleanedLeads:
    """Clean every lead of a table, and enrich it where the policy requires it.

    Parameters
    ----------
    leads
        An Arrow table with `lead_id`; other columns as far as it has them.
    policy
        The pact's policy for identity.
    as_of
        The day of the enrichment.
    providers
        The append providers that are set up.
    report_progress
        Is called with the rows done so far and all of them.

    See Also
    --------
    leadpact.identity.clean_lead.clean_lead : the same for one lead.
    """
    columns = {
        name: leads.column(name).cast(pa.string()).to_pylist()
        for name in (*_READ, *_KEPT)
        if name in leads.column_names
    }
    records = rows_of(columns) if columns else ({} for _ in range(len(leads)))
    is_dated = "created_at" in leads.column_names
    created = leads.column("created_at").to_pylist() if is_dated else [None] * len(leads)
    made = _Made()
    for number, (lead_id, record, moment) in enumerate(
        zip(leads.column("lead_id").to_pylist(), records, created, strict=True)
    ):
        cleaned = clean_lead(record, policy=policy.hygiene)
        given_on = as_of if moment is None else moment.date()
        enriched = _enriched(
            record, cleaned, policy, as_of=as_of, given_on=given_on, providers=providers
        )
        made.add(lead_id, record, cleaned, enriched, policy)
        if number % 1000 == 0:
            report_progress(number, len(leads))
    return made.finish(leads)


def _enriched(
    record: Mapping[str, object],
    cleaned: CleanLead,
    policy: IdentityPolicy,
    *,
    as_of: date,
    given_on: date,
    providers: Sequence[AppendProvider],
) -> EnrichedLead | None:
    if policy.enrichment is None:
        return None
    kept = {name: text for name in _KEPT if isinstance(text := record.get(name), str)}
    given = {**kept, **cleaned.values}
    enrichment = policy.enrichment
    answers = (
        ask_providers(given, providers=providers, policy=enrichment, as_of=as_of)
        if enrichment.providers
        else ()
    )
    return enrich_lead(given, policy=enrichment, as_of=as_of, given_on=given_on, answers=answers)


class _Made:
    """The columns of the result, as they grow."""

    def __init__(self) -> None:
        self._values: list[Mapping[str, str | None]] = []
        self._grades: list[str] = []
        self._codes: list[str | None] = []
        self._faults: list[tuple[object, ...]] = []
        self._provenance: list[tuple[object, ...]] = []
        self._unanswered = Counter[tuple[str, str]]()

    def add(
        self,
        lead_id: str,
        record: Mapping[str, object],
        cleaned: CleanLead,
        enriched: EnrichedLead | None,
        policy: IdentityPolicy,
    ) -> None:
        """Add one lead."""
        values: dict[str, str | None] = dict(cleaned.values)
        changed = {
            name
            for name, value in cleaned.values.items()
            if value is not None and value != record.get(name)
        }
        if enriched is not None:
            values |= {name: item.value for name, item in enriched.values.items()}
            others = {name: v for name, v in enriched.values.items() if v.source != PERSON}
            changed.difference_update(others)
            self._provenance += [(lead_id, n, v.source, v.observed_on) for n, v in others.items()]
            self._unanswered.update(
                (answer.provider, str(answer.why_not)) for answer in enriched.unanswered
            )
        self._provenance += [(lead_id, name, "cleaned", None) for name in sorted(changed)]
        self._values.append(values)
        self._grades.append(str(cleaned.grade))
        self._codes.append(" ".join(sorted({str(f.code) for f in cleaned.faults})) or None)
        self._faults += [
            (lead_id, item.field, str(item.code), str(severity), item.detail or None)
            for item in cleaned.faults
            for severity in (policy.hygiene.severity_of(item.code),)
        ]

    def finish(self, leads: Any) -> CleanedLeads:
        """Return the table with its columns replaced and added."""
        for name in sorted({name for values in self._values for name in values}):
            column = [values.get(name) for values in self._values]
            is_there = name in leads.column_names
            if is_there or any(value is not None for value in column):
                kind = leads.schema.field(name).type if is_there else pa.string()
                leads = with_column(leads, name, pa.array(column, pa.string()).cast(kind))
        leads = with_column(leads, "data_grade", pa.array(self._grades, pa.string()))
        leads = with_column(leads, "data_faults", pa.array(self._codes, pa.string()))
        return CleanedLeads(
            leads,
            table_of(self._faults, _FAULT_COLUMNS),
            table_of(self._provenance, _PROVENANCE_COLUMNS),
            MappingProxyType(self._unanswered),
        )
