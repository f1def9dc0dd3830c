"""`leadpact replay`: who would have had which lead, had the pact been in force."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leadpact.cli.event_log import last_moment, log_writers, read_log
from leadpact.cli.import_ import MappingOption, canonical_data, require_mapping
from leadpact.cli.loading import require_moment, require_pact, require_text
from leadpact.cli.output import Format, FormatOption, fail, print_json, say
from leadpact.cli.replay_warnings import warn_of_replays
from leadpact.engine.gates import judge_lead
from leadpact.engine.replay import Replayed
from leadpact.outputs import Output, open_output
from leadpact.pact.ruleset import Ruleset
from leadpact.report.replay import SUFFIXES, lead_lines, lead_values, summarise_replay, write_replay
from leadpact.storage.dataset import Dataset, open_dataset
from leadpact.storage.event_log import EventLog, EventLogWriter
from leadpact.storage.people import read_people
from leadpact.storage.replay import read_deals, replay_dataset
from leadpact.storage.store import Store, open_duckdb
from leadpact.terms.collection import collection_paused
from leadpact.terms.stages import Stage
from leadpact.terms.zone import epoch_seconds

if TYPE_CHECKING:
    from leadpact.connectors.files import Mapping


def replay(
    pact: Annotated[Path, typer.Option("--pact", help="The pact to replay.")],
    data: Annotated[Path, typer.Option("--data", help="A data set, or a folder of files.")],
    out_: Annotated[Path, typer.Option("--out", help="Where the results go.")],
    mapping: MappingOption = None,
    against: Annotated[
        Path | None, typer.Option("--against", help="Another pact, to compare with.")
    ] = None,
    from_: Annotated[
        str | None, typer.Option("--from", help="Leads that came before are left out.")
    ] = None,
    to: Annotated[
        str | None, typer.Option("--to", help="The end; by default the last moment in the data.")
    ] = None,
    lead: Annotated[
        str | None,
        typer.Option(
            "--lead", help="Say why this lead is where it is, at the end.", callback=require_text
        ),
    ] = None,
    events: Annotated[
        bool, typer.Option("--events", help="Also write every event that was decided.")
    ] = False,
    log: Annotated[
        Path | None,
        typer.Option("--log", help="Replay what the events in this folder report."),
    ] = None,
    format_: FormatOption = Format.TEXT,
) -> None:
    """Route a history again by a pact: who would have had which lead, which leads would wait."""
    rulesets = [_routed_pact(path) for path in (pact, against) if path is not None]
    from_moment, to_moment = require_moment(from_, "--from"), require_moment(to, "--to")
    read_by = require_mapping(mapping)
    judged: list[Stage] = []
    reads = [data] if log is None else [data, log]
    with (
        collection_paused(),
        open_output(out_, made_by="replay", reads=reads) as output,
        _history(data, read_by, output) as (store, dataset),
    ):
        logged = read_log(store, dataset, log)
        end = to_moment or last_moment(store, dataset, logged, datetime.now(UTC))
        suffixes = SUFFIXES[: len(rulesets)] if events else ()
        with log_writers(store, dataset, logged, output, suffixes) as writers:
            begin, period = _replayer(store, dataset, logged, writers), (from_moment, end)
            replayed = _replayed(begin, rulesets, period, data)
        if lead is not None:
            is_bounded = from_moment is not None
            _require_lead(store, dataset, replayed, lead, data=data, is_bounded=is_bounded)
            judged = [_judged(store, dataset, ruleset, lead, end) for ruleset in rulesets]
        deals = read_deals(store, dataset, rulesets[0].time_zone, end)
        values, lines = summarise_replay(replayed, deals)
        write_replay(output, replayed, values)
    if lead is not None:
        values, lines = lead_values(replayed, lead, judged), lead_lines(replayed, lead, judged)
    if format_ is Format.JSON:
        print_json(values)
        return
    say(*lines, f"Written: {out_ / 'assignments.parquet'}")


@contextmanager
def _history(
    data: Path, mapping: "Mapping | None", output: Output
) -> Iterator[tuple[Store, Dataset]]:
    """Open the data set to replay; refuse one without leads."""
    with (
        canonical_data(data, mapping, output) as folder,
        open_duckdb(spill=output.scratch) as store,
    ):
        dataset = open_dataset(store, folder)
        if not dataset.has_leads():
            fix = "Check that it is the right folder, and what became of the rows of leads."
            fail("leads-none", data, "There are no leads, so there is nobody to route.", fix)
        yield store, dataset


def _routed_pact(path: Path) -> Ruleset:
    ruleset = require_pact(path)
    if ruleset.routing is None:
        fact = "The pact does not say who gets a lead."
        fail("routing-missing", path, fact, "Add a section `routing`.")
    return ruleset


def _judged(store: Store, dataset: Dataset, ruleset: Ruleset, lead_id: str, end: datetime) -> Stage:
    """Return the stage of a lead at the end of the replay as `leadpact explain` judges it."""
    person, *colleagues = read_people(store, dataset, ruleset, lead_id)
    return judge_lead(
        person.lead, person.activities, ruleset, as_of=end, colleagues=colleagues
    ).stage


_Replayer = Callable[[int, Ruleset, int | None, int], Replayed]
"""Replays the period from one second to another under the pact of a number."""


def _replayer(
    store: Store, dataset: Dataset, log: EventLog | None, writers: Sequence[EventLogWriter]
) -> _Replayer:
    """Return what replays a data set or its log, and writes events where they are asked for."""
    logged = None if log is None else log.history

    def replay_one(number: int, ruleset: Ruleset, from_at: int | None, to_at: int) -> Replayed:
        record = writers[number].add if writers else None
        return replay_dataset(
            store, dataset, ruleset, from_at=from_at, to_at=to_at, log=logged, record=record
        )

    return replay_one


def _replayed(
    replay_one: _Replayer,
    rulesets: list[Ruleset],
    period: tuple[datetime | None, datetime],
    data: Path,
) -> list[Replayed]:
    """Replay a period under each pact, and warn of what the pacts and the data leave unclear."""
    began, end = period
    _require_period(began, end)
    from_at = None if began is None else epoch_seconds(began)
    replayed = [
        replay_one(number, ruleset, from_at, epoch_seconds(end))
        for number, ruleset in enumerate(rulesets)
    ]
    warn_of_replays(replayed, data)
    return replayed


def _require_period(began: datetime | None, end: datetime) -> None:
    if began is not None and began > end:
        fact = (
            f"The period begins at {began:%Y-%m-%d %H:%M:%S} UTC, after its end at"
            f" {end:%Y-%m-%d %H:%M:%S} UTC: no lead can be in it."
        )
        fix = "Check `--from` and `--to`; without `--to` the end is the last moment in the data."
        fail("period-reversed", "--from", fact, fix)


def _require_lead(
    store: Store,
    dataset: Dataset,
    replayed: Sequence[Replayed],
    lead_id: str,
    *,
    data: Path,
    is_bounded: bool,
) -> None:
    """End the command where a lead came under none of the pacts, and say why not."""
    if any(lead_id in item.outcome.states for item in replayed):
        return
    leads = dataset.tables["leads"]
    known = store.fetch_rows(leads.filter(leads.lead_id == lead_id).select("lead_id"))
    if not known:
        fix = "Check the id: ids are texts, capitals count. Its row may have been refused."
        fail("lead-missing", data, f"There is no lead `{lead_id}`.", fix)
    end = f"{replayed[0].ended_at:%Y-%m-%d %H:%M:%S} UTC"
    before = ", or it did before `--from`" if is_bounded else ""
    under = "the pact" if len(replayed) == 1 else "either pact"
    fact = f"Lead `{lead_id}` did not qualify under {under} by {end}{before}."
    fix = "Ask `leadpact explain` for its gates; replay from earlier, or to a later moment."
    fail("lead-not-qualified", data, fact, fix)
