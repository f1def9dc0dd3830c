"""The append providers of a company, set up in a file: tables, and services over HTTP."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import httpx
import typer
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from leadpact.cli.output import fail, print_issues, stop_on, warn
from leadpact.identity.enrichment.http_call import CallBudget, CallEnvironment, HttpEndpoint
from leadpact.identity.enrichment.http_provider import HttpLayout, HttpProvider
from leadpact.identity.enrichment.providers import AppendProvider, AskBy
from leadpact.identity.enrichment.table_provider import (
    TableLayout,
    UnableToReadTable,
    read_append_table,
)
from leadpact.outputs import write_atomically
from leadpact.pact.sections.identity.policy import IdentityPolicy
from leadpact.pact.yaml_lines import load_yaml, read_text
from leadpact.terms.issues import Issue, Level, has_errors

ProvidersOption = Annotated[
    Path | None,
    typer.Option("--providers", help="The file that sets up the append providers of the pact."),
]

Name = Annotated[str, Field(min_length=1, max_length=200)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TableDocument(_Model):
    """A provider that is a file."""

    table: Name
    ask_by: Literal["domain", "email"]
    key: Name
    columns: Annotated[dict[Name, Name], Field(min_length=1)]
    observed_on: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    observed_on_column: Name | None = None


class HttpDocument(_Model):
    """A provider over HTTP; its secret is in the environment, never in the file."""

    url: Annotated[str, Field(pattern=r"^https?://.*\{key\}")]
    ask_by: Literal["domain", "email"]
    paths: Annotated[dict[Name, Name], Field(min_length=1)]
    observed_on_path: Name | None = None
    token_env: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")] | None = None
    per_run: Annotated[int, Field(ge=0)] | None = None
    per_month: Annotated[int, Field(ge=0)] | None = None
    timeout_seconds: Annotated[float, Field(gt=0, le=60)] = 5.0
    keep_days: Annotated[int, Field(ge=0, le=3650)] = 30


class ProvidersDocument(_Model):
    """The file of providers."""

    tables: dict[Name, TableDocument] = {}
    services: dict[Name, HttpDocument] = {}


@contextmanager
def opened_providers(
    path: Path | None, policy: IdentityPolicy | None
) -> Iterator[tuple[AppendProvider, ...]]:
    """Give the providers that a file sets up; answers and calls are kept in a file near it.

    Warns of those that the pact names and nobody set up.
    """
    named = policy.enrichment.providers if policy and policy.enrichment else ()
    document = ProvidersDocument() if path is None else _read(path)
    _warn_of_missing(named, document, path)
    if path is None:
        yield ()
        return
    state = _State(path.with_name(f"{path.name}.state.json"))
    with httpx.Client(follow_redirects=False) as client:
        environment = CallEnvironment(client, time.sleep, time.monotonic)
        services = [
            _service(name, item, environment, state) for name, item in document.services.items()
        ]
        tables = [_table(name, item, path) for name, item in document.tables.items()]
        try:
            yield (*tables, *services)
        finally:
            state.write(services)


def _read(path: Path) -> ProvidersDocument:
    if not path.is_file():
        fail("file-missing", path, "There is no such file.", "Check the path.")
    text, issues = read_text(path)
    if text is None:
        stop_on(issues)
    value, positions, found = load_yaml(text, path.name)
    issues = [*issues, *found]
    if has_errors(issues):
        stop_on(issues)
    try:
        document = ProvidersDocument.model_validate(value or {})
    except ValidationError as error:
        for item in error.errors(include_url=False):
            where = tuple(item["loc"])
            fact = f"`{'.'.join(str(part) for part in where)}`: {item['msg']}."
            fix = "See the reference of providers."
            place = positions.key_place(where)
            issues.append(Issue("providers-unreadable", Level.ERROR, place, fact, fix))
        stop_on(issues)
    print_issues(issues)
    return document


def _warn_of_missing(
    named: tuple[str, ...], document: ProvidersDocument, path: Path | None
) -> None:
    missing = [name for name in named if name not in {*document.tables, *document.services}]
    if missing:
        listed = ", ".join(f"`{name}`" for name in missing)
        fact = f"The pact asks providers that nobody set up: {listed}. They give nothing."
        warn("provider-not-set-up", path or "--providers", fact, "Set them up in that file.")


def _table(name: str, document: TableDocument, path: Path) -> AppendProvider:
    layout = TableLayout(
        name,
        AskBy(document.ask_by.upper()),
        document.columns,
        document.key,
        _day(document.observed_on, path),
        document.observed_on_column,
    )
    try:
        return read_append_table(path.parent / document.table, layout=layout)
    except UnableToReadTable as error:
        fail("provider-table-unreadable", path, str(error), "Check the file and its columns.")


def _day(text: str, path: Path) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        fact = f"`observed_on: {text}` is no day."
        fail("providers-unreadable", path, fact, "Write it like 2026-01-31.")


def _service(
    name: str, document: HttpDocument, environment: CallEnvironment, state: "_State"
) -> HttpProvider:
    headers = {"Accept": "application/json"}
    if document.token_env is not None:
        token = os.environ.get(document.token_env)
        if not token:
            fact = f"The provider `{name}` needs a token, and {document.token_env} is not set."
            fail("provider-token-missing", document.token_env, fact, "Set it in the environment.")
        headers["Authorization"] = f"Bearer {token}"
    month, n_this_month = state.spent.get(name, ("", 0))
    return HttpProvider(
        HttpLayout(
            name,
            AskBy(document.ask_by.upper()),
            document.paths,
            document.observed_on_path,
            document.keep_days,
        ),
        HttpEndpoint(document.url, headers, document.timeout_seconds),
        environment,
        CallBudget(document.per_run, document.per_month, month, n_this_month),
        state.cache,
    )


class _State:
    """What services answered, under hashed keys, and how many calls each month had."""

    def __init__(self, path: Path) -> None:
        self._path = path
        values: dict[str, Any] = {}
        if path.is_file():
            try:
                values = json.loads(path.read_text(encoding="utf-8"))
            except ValueError:
                fact = "What providers answered before cannot be read; they are asked again."
                warn("provider-state-unreadable", path, fact, "Remove the file.")
        self.cache: dict[str, str] = dict(values.get("cache", {}))
        self.spent = {name: (item[0], item[1]) for name, item in values.get("spent", {}).items()}

    def write(self, services: list[HttpProvider]) -> None:
        """Replace the file at once; a run without services writes none."""
        if not services:
            return
        spent = {item.name: [item.budget.month, item.budget.n_this_month] for item in services}
        text = json.dumps({"cache": self.cache, "spent": {**self.spent, **spent}}, sort_keys=True)
        write_atomically(self._path, text + "\n")
