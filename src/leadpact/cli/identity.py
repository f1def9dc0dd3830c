"""`leadpact clean`, `dedupe`, `match-accounts`, `explain-match`: who the leads of a file are."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from leadpact.cli.identifying import identify_leads
from leadpact.cli.import_ import MappingOption, canonical_data, require_mapping
from leadpact.cli.loading import require_memory_limit, require_pact, require_text
from leadpact.cli.output import Format, FormatOption, fail, print_issues, print_json, say
from leadpact.cli.providers import ProvidersOption, opened_providers
from leadpact.identity.accounts import explain_account_match, prepare_accounts, prepare_lead
from leadpact.identity.accounts.weighing import Waterfall
from leadpact.identity.batch.accounts import account_records, lead_record
from leadpact.identity.batch.clean import clean_leads
from leadpact.identity.merging.events import EventStamp
from leadpact.outputs import Output, open_output
from leadpact.pact.sections.identity.accounts import AccountMatchingPolicy
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy
from leadpact.pact.sections.identity.policy import IdentityPolicy
from leadpact.relational.expressions import Table
from leadpact.report import identity_lines
from leadpact.storage.dataset import Dataset, latest_moment, open_dataset
from leadpact.storage.merge_history import unmerge_leads
from leadpact.storage.store import Store, open_duckdb
from leadpact.terms.actors import person_actor

DataOption = Annotated[Path, typer.Option("--data", help="A data set, or a folder of files.")]
OutOption = Annotated[Path, typer.Option("--out", help="Where the results go.")]
PactOption = Annotated[
    Path | None,
    typer.Option("--pact", help="The pact whose `identity` section counts; else the defaults."),
]
MemoryOption = Annotated[
    str, typer.Option("--memory-limit", help="Memory to use before spilling to disk.")
]


def clean(
    data: DataOption,
    out_: OutOption,
    pact: PactOption = None,
    mapping: MappingOption = None,
    providers: ProvidersOption = None,
    memory_limit: MemoryOption = "4GB",
    format_: FormatOption = Format.TEXT,
) -> None:
    """Normalise every field of every lead, grade its data, and list what is wrong by source."""
    policy = replace(_policy(pact), duplicates=None, accounts=None)
    _identify("clean", policy, data, mapping, out_, memory_limit, providers, format_)


def dedupe(
    data: DataOption,
    out_: OutOption,
    pact: PactOption = None,
    mapping: MappingOption = None,
    providers: ProvidersOption = None,
    memory_limit: MemoryOption = "4GB",
    format_: FormatOption = Format.TEXT,
) -> None:
    """Find the leads of one person and show them as one, reversibly."""
    policy = _policy(pact)
    policy = replace(policy, duplicates=policy.duplicates or DuplicatePolicy(), accounts=None)
    _identify("dedupe", policy, data, mapping, out_, memory_limit, providers, format_)


def unmerge(
    lead_id: Annotated[str, typer.Argument(help="A lead.", callback=require_text)],
    other_id: Annotated[
        str, typer.Argument(help="A lead that is another person's.", callback=require_text)
    ],
    in_: Annotated[
        Path, typer.Option("--in", help="The folder that `dedupe` wrote, or `identity` of `run`.")
    ],
    by: Annotated[str, typer.Option("--by", help="The rep who decides so.", callback=require_text)],
) -> None:
    """Record that two leads are two persons: the next `dedupe` or `run` separates them for good."""
    if not in_.is_dir():
        fact = f"There is no folder {in_}."
        fail("output-missing", in_, fact, "Name the folder that `dedupe` wrote.")
    now = datetime.now(UTC).replace(microsecond=0)
    stamp = EventStamp(uuid.uuid4().hex[:24], person_actor(by), now, now)
    parted = unmerge_leads(in_, lead_id, other_id, stamp=stamp, report=print_issues)
    for person in (parted.first, parted.second):
        say(f"{person.person_id}: {', '.join(person.member_ids)}")
    say("Run again with the same --out to see them as two persons.")


def match_accounts(
    data: DataOption,
    out_: OutOption,
    pact: PactOption = None,
    mapping: MappingOption = None,
    providers: ProvidersOption = None,
    memory_limit: MemoryOption = "4GB",
    format_: FormatOption = Format.TEXT,
) -> None:
    """Find the account of every lead that has none on record, with the evidence."""
    policy = _policy(pact)
    policy = replace(policy, duplicates=None, accounts=policy.accounts or AccountMatchingPolicy())
    _identify("match-accounts", policy, data, mapping, out_, memory_limit, providers, format_)


def explain_match(
    lead_id: Annotated[str, typer.Argument(help="The lead.", callback=require_text)],
    account_id: Annotated[str, typer.Argument(help="The account.", callback=require_text)],
    data: DataOption,
    pact: PactOption = None,
    mapping: MappingOption = None,
    format_: FormatOption = Format.TEXT,
) -> None:
    """Show the evidence for and against a match of a lead with an account, with its weights."""
    policy = _policy(pact)
    accounts_policy = policy.accounts or AccountMatchingPolicy()
    with _opened(data, mapping, None, "4GB") as (store, dataset):
        lead = _one(store, dataset.tables["leads"], "lead_id", lead_id, data)
        if "accounts" not in dataset.tables:
            fail("account-missing", data, "The data has no accounts.", "Check the folder.")
        account = _one(store, dataset.tables["accounts"], "account_id", account_id, data)
    cleaned = clean_leads(lead, policy=policy, as_of=datetime.now(UTC).date()).leads
    waterfall = explain_account_match(
        prepare_lead(lead_record(cleaned.to_pylist()[0])),
        prepare_accounts(account_records(account, {}))[0],
        policy=accounts_policy,
    )
    if format_ is Format.JSON:
        print_json(_waterfall_values(waterfall))
    else:
        say(*_waterfall_lines(waterfall))


def _policy(pact: Path | None) -> IdentityPolicy:
    return (require_pact(pact).identity if pact else None) or IdentityPolicy()


def _identify(
    command: str,
    policy: IdentityPolicy,
    data: Path,
    mapping: str | None,
    out_: Path,
    memory_limit: str,
    providers: Path | None,
    format_: Format,
) -> None:
    """Do what a policy asks of the leads of the data, and print what was done in numbers."""
    memory = require_memory_limit(memory_limit)
    with (
        opened_providers(providers, policy) as opened,
        open_output(out_, made_by=command, reads=[data]) as output,
        _opened(data, mapping, output, memory) as (store, dataset),
    ):
        at = latest_moment(store, dataset, datetime.now(UTC))
        done = identify_leads(
            store, dataset, policy, as_of=at, output=output, providers=opened, memory_limit=memory
        )
    if format_ is Format.JSON:
        print_json(done.values)
        return
    say(*identity_lines(done.values))
    say(f"Written: {out_ / 'leads.parquet'} and its evidence in the same folder")


@contextmanager
def _opened(
    data: Path, mapping: str | None, output: Output | None, memory: str
) -> Iterator[tuple[Store, Dataset]]:
    read_by = require_mapping(mapping)
    spill = None if output is None else output.scratch
    with (
        canonical_data(data, read_by, output) as canonical,
        open_duckdb(memory_limit=memory, spill=spill) as store,
    ):
        dataset = open_dataset(store, canonical)
        if "leads" not in dataset.tables:
            fail("leads-none", data, "The data has no leads.", "Check the folder.")
        yield store, dataset


def _one(store: Store, table: Table, key: str, value: str, data: Path) -> Any:
    found = store.fetch_table(table.filter(table[key] == value))
    if not len(found):
        kind = key.removesuffix("_id")
        fix = "Check the id: ids are texts, capitals count."
        fail(f"{kind}-missing", data, f"There is no {kind} `{value}`.", fix)
    return found


def _waterfall_values(waterfall: Waterfall) -> dict[str, Any]:
    return {
        "lead_id": waterfall.lead_id,
        "account_id": waterfall.account_id,
        "steps": [
            {
                "code": str(step.evidence.code),
                "weight": step.evidence.weight,
                "detail": step.evidence.detail,
                "running_total": step.running_total,
            }
            for step in waterfall.steps
        ],
        "total": waterfall.total,
        "threshold": waterfall.threshold,
        "is_match": waterfall.is_match,
    }


def _waterfall_lines(waterfall: Waterfall) -> list[str]:
    lines = [f"{'evidence':<22}{'weight':>8}{'total':>8}"]
    lines += [
        f"{step.evidence.code:<22}{step.evidence.weight:>+8}{step.running_total:>8}"
        f"  {step.evidence.detail}".rstrip()
        for step in waterfall.steps
    ]
    if not waterfall.steps:
        lines.append("There is no evidence for or against a match.")
    result = "matches" if waterfall.is_match else "does not match"
    lines.append(f"{result}: {waterfall.total} points, {waterfall.threshold} are needed")
    return lines
