"""One call to a provider in detail: its limits, its waits, its budget, and what is kept of it.

The client is one whose transport answers without a network, so that clock and waits are exact.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest

from leadpact.identity.enrichment.http_call import (
    CallBudget,
    CallEnvironment,
    HttpEndpoint,
    Reply,
    ask_over_http,
)
from leadpact.identity.enrichment.http_provider import HttpLayout, HttpProvider
from leadpact.identity.enrichment.providers import AskBy
from leadpact.identity.enrichment.values import Provided, WhyNot

TODAY = date(2026, 5, 4)
URL = "https://provider.example/{key}"
Answering = Callable[[httpx.Request], httpx.Response]


class Line:
    """A provider's end of the line: what it answers, what it was asked, and how long was waited."""

    def __init__(self, *answers: Answering | httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []
        self.waits: list[float] = []
        self.now = 0.0

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        given = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(given, Exception):
            raise given
        return given if isinstance(given, httpx.Response) else given(request)

    @property
    def environment(self) -> CallEnvironment:
        client = httpx.Client(transport=httpx.MockTransport(self.answer))
        return CallEnvironment(client, self.waits.append, lambda: self.now)

    def ask(self, budget: CallBudget | None = None, **endpoint: Any) -> Reply:
        return ask_over_http(
            "acme.com",
            endpoint=HttpEndpoint(**{"url": URL, **endpoint}),
            environment=self.environment,
            budget=budget or CallBudget(),
            as_of=TODAY,
        )


def says(document: object, status: int = 200) -> Answering:
    return lambda _request: httpx.Response(status, content=json.dumps(document).encode())


def fails(status: int, **headers: str) -> Answering:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _request: httpx.Response(status, headers=named)


class Chunks(httpx.SyncByteStream):
    """A body in parts, before each of which some seconds pass."""

    def __init__(self, line: Line, *parts: bytes, seconds: float = 0.0) -> None:
        self.line, self.parts, self.seconds = line, parts, seconds

    def __iter__(self) -> Iterator[bytes]:
        for part in self.parts:
            self.line.now += self.seconds
            yield part


def test_the_limits_are_those_of_the_documentation_where_none_are_stated() -> None:
    assert HttpEndpoint(URL) == HttpEndpoint(
        url=URL,
        headers={},
        timeout_seconds=5.0,
        n_attempts=3,
        wait_seconds=0.5,
        longest_wait_seconds=10.0,
        longest_answer_bytes=1_000_000,
    )
    layout = HttpLayout("firms", AskBy.DOMAIN, {"a": "industry"})
    assert (layout.observed_on_path, layout.keep_days, layout.n_failures) == (None, 30, 5)
    assert CallBudget() == CallBudget(None, None, "", 0, 0)
    line = Line(fails(503))
    line.ask()
    assert {request.extensions["timeout"]["read"] for request in line.requests} == {5.0}
    assert line.waits == [0.5, 1.0]


def test_a_token_is_sent_and_never_shown() -> None:
    line = Line(says({}))
    assert line.ask(headers={"X-Token": "s3cret"}) == Reply({})
    assert line.requests[0].headers["X-Token"] == "s3cret"
    assert "s3cret" not in repr(HttpEndpoint(URL, {"X-Token": "s3cret"}))


def test_every_step_of_an_attempt_has_the_time_of_the_endpoint() -> None:
    line = Line(says({}))
    line.ask(timeout_seconds=1.5)
    timeout = line.requests[0].extensions["timeout"]
    assert timeout == dict.fromkeys(("connect", "read", "write", "pool"), 1.5)


@pytest.mark.parametrize(
    ("status", "why_not", "n_calls"),
    [
        (300, WhyNot.REFUSED, 1),
        (400, WhyNot.REFUSED, 1),
        (404, WhyNot.NOT_FOUND, 1),
        (405, WhyNot.REFUSED, 1),
        (410, WhyNot.NOT_FOUND, 1),
        (411, WhyNot.REFUSED, 1),
        (428, WhyNot.REFUSED, 1),
        (429, WhyNot.RATE_LIMITED, 3),
        (430, WhyNot.REFUSED, 1),
        (499, WhyNot.REFUSED, 1),
        (500, WhyNot.SERVER_ERROR, 3),
        (599, WhyNot.SERVER_ERROR, 3),
    ],
)
def test_a_status_is_the_reason_and_tells_whether_to_ask_again(
    status: int, why_not: WhyNot, n_calls: int
) -> None:
    line = Line(fails(status))
    assert line.ask() == Reply(why_not=why_not, detail=f"HTTP {status}")
    assert len(line.requests) == n_calls


@pytest.mark.parametrize(
    ("error", "why_not", "n_calls"),
    [
        (httpx.ReadTimeout("x"), WhyNot.TIMEOUT, 3),
        (httpx.ConnectTimeout("x"), WhyNot.TIMEOUT, 3),
        (httpx.ConnectError("x"), WhyNot.UNREACHABLE, 3),
        (httpx.TooManyRedirects("x"), WhyNot.UNREACHABLE, 3),
        (httpx.InvalidURL("x"), WhyNot.UNREACHABLE, 3),
        (OSError("x"), WhyNot.UNREACHABLE, 3),
        (httpx.DecodingError("x"), WhyNot.UNREADABLE, 1),
    ],
)
def test_an_error_of_the_line_is_the_reason_and_is_named(
    error: Exception, why_not: WhyNot, n_calls: int
) -> None:
    line = Line(error)
    assert line.ask() == Reply(why_not=why_not, detail=type(error).__name__)
    assert len(line.requests) == n_calls


@pytest.mark.parametrize(
    ("body", "detail"),
    [(b"no", "JSONDecodeError"), (b"[" * 100_000, "RecursionError"), (b"1" * 5000, "ValueError")],
)
def test_what_is_no_json_is_unreadable_and_the_reason_quotes_nothing(
    body: bytes, detail: str
) -> None:
    line = Line(lambda _request: httpx.Response(200, content=body))
    assert line.ask() == Reply(why_not=WhyNot.UNREADABLE, detail=detail)


def test_an_answer_in_parts_is_read_up_to_its_limit() -> None:
    line = Line(lambda _request: httpx.Response(200, stream=Chunks(line, b'{"a":', b' "b"}')))
    assert line.ask(longest_answer_bytes=9) == Reply(why_not=WhyNot.UNREADABLE, detail="too long")
    assert line.ask(longest_answer_bytes=10) == Reply({"a": "b"})


def test_an_answer_may_take_the_time_of_an_attempt_and_no_more() -> None:
    line = Line(lambda _request: httpx.Response(200, stream=Chunks(line, b"{", b"}", seconds=2.0)))
    assert line.ask(timeout_seconds=4.0) == Reply({})
    late = line.ask(timeout_seconds=3.5)
    assert late == Reply(why_not=WhyNot.TIMEOUT, detail="the answer did not end")
    assert len(line.requests) == 1 + 3


@pytest.mark.parametrize(
    ("asked", "longest", "waits"),
    [
        ("10", 10.0, [10.0]),
        ("11", 10.0, []),
        (" 7 ", 10.0, [7.0]),
        ("999999999", 1e12, [999_999_999.0]),
        ("1000000000", 1e12, [0.5]),
        ("٣", 10.0, [0.5]),
        ("", 10.0, [0.5]),
        ("1.5", 10.0, [0.5]),
        ("Wed, 21 Oct 2026 07:28:00 GMT", 10.0, [0.5]),
    ],
)
def test_the_wait_that_a_server_asks_for_is_seconds_within_the_limit(
    asked: str, longest: float, waits: list[float]
) -> None:
    for status in (429, 503):
        line = Line(
            lambda _request, status=status: httpx.Response(
                status, headers=[(b"Retry-After", asked.encode())]
            ),
            says({}),
        )
        reply = line.ask(longest_wait_seconds=longest)
        assert line.waits == waits
        assert (reply == Reply({})) is bool(waits)


def test_waits_double_up_to_their_limit_and_none_follows_the_last_attempt() -> None:
    line = Line(fails(500))
    line.ask(n_attempts=6, wait_seconds=0.25, longest_wait_seconds=3.0)
    assert line.waits == [0.25, 0.5, 1.0, 2.0, 3.0]


def test_where_the_budget_ends_between_attempts_the_last_reason_is_reported() -> None:
    line, budget = Line(fails(503)), CallBudget(per_run=2)
    assert line.ask(budget) == Reply(why_not=WhyNot.OVER_BUDGET, detail="HTTP 503")
    assert line.ask(budget) == Reply(why_not=WhyNot.OVER_BUDGET)
    assert (len(line.requests), budget.n_this_run, budget.n_this_month) == (2, 2, 2)


PATHS = {"company.name": "company", "staff": "n_employees"}


def provider(line: Line, cache: dict[str, str] | None = None, **layout: Any) -> HttpProvider:
    return HttpProvider(
        layout=HttpLayout(
            "firms", AskBy.DOMAIN, **{"fields_by_source": PATHS, "observed_on_path": "at", **layout}
        ),
        endpoint=HttpEndpoint(URL, n_attempts=1),
        environment=line.environment,
        budget=CallBudget(),
        cache={} if cache is None else cache,
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (" 120 ", "120"),
        (0, "0"),
        (-7, "-7"),
        (1.5, "1.5"),
        ("", None),
        ("  ", None),
        (None, None),
        (True, None),
        (False, None),
        ([1], None),
        ({"x": 1}, None),
        (float("nan"), None),
        (float("inf"), None),
        (float("-inf"), None),
    ],
)
def test_a_text_or_a_number_is_a_value_and_nothing_else(value: object, text: str | None) -> None:
    found = provider(Line(says({"company": {"name": "Acme"}, "staff": value})))
    values = found.look_up("acme.com", as_of=TODAY).values
    expected = {"company": Provided("Acme", "append:firms", TODAY)}
    if text is not None:
        expected["n_employees"] = Provided(text, "append:firms", TODAY)
    assert values == expected


def test_the_reason_of_a_call_is_that_of_the_answer() -> None:
    answer = provider(Line(fails(401))).look_up("acme.com", as_of=TODAY)
    assert (answer.provider, answer.why_not, answer.detail) == ("firms", WhyNot.REFUSED, "HTTP 401")


@pytest.mark.parametrize("document", [[], "x", 7, None])
def test_json_that_is_no_object_is_unreadable(document: object) -> None:
    answer = provider(Line(says(document))).look_up("acme.com", as_of=TODAY)
    assert (answer.provider, answer.why_not) == ("firms", WhyNot.UNREADABLE)
    assert answer.detail == "no JSON object"


def test_a_path_through_what_is_no_object_leads_nowhere() -> None:
    for company in ("Acme", ["Acme"], None, 7, {"nom": "Acme"}):
        answer = provider(Line(says({"company": company}))).look_up("acme.com", as_of=TODAY)
        assert answer.why_not is WhyNot.NOT_FOUND


def test_without_a_path_of_the_day_the_day_is_that_of_the_call() -> None:
    line = Line(says({"staff": 5, "at": "2026-01-01"}))
    for path, seen_on in ((None, TODAY), ("at", date(2026, 1, 1)), ("on", TODAY)):
        found = provider(line, observed_on_path=path).look_up("acme.com", as_of=TODAY)
        assert found.values["n_employees"].observed_on == seen_on


def slot(key: str) -> str:
    return f"firms:DOMAIN:{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()}"


def test_an_answer_is_kept_as_json_under_a_hash() -> None:
    cache: dict[str, str] = {}
    line = Line(says({"staff": 5, "at": "2026-01-01"}), fails(404), fails(500))
    found = provider(line, cache)
    for key in ("acme.com", "\ud800.com", "down.com"):
        found.look_up(key, as_of=TODAY)
    assert {name: json.loads(text) for name, text in cache.items()} == {
        slot("acme.com"): {"kept_on": "2026-05-04", "values": {"n_employees": ["5", "2026-01-01"]}},
        slot("\ud800.com"): {"kept_on": "2026-05-04", "values": {}},
    }


def kept(days_ago: int = 0, **values: list[str]) -> dict[str, str]:
    day = TODAY - timedelta(days_ago)
    return {slot("acme.com"): json.dumps({"kept_on": day.isoformat(), "values": values})}


@pytest.mark.parametrize(
    ("days_ago", "keep_days", "n_calls"),
    [(-1, 30, 1), (0, 30, 0), (30, 30, 0), (31, 30, 1), (0, 0, 0), (1, 0, 1)],
)
def test_an_answer_is_used_again_for_so_many_days_and_never_before_it_was_given(
    days_ago: int, keep_days: int, n_calls: int
) -> None:
    line = Line(says({"staff": 5}))
    cache = kept(days_ago, n_employees=["5", "2026-05-04"])
    answer = provider(line, cache, keep_days=keep_days).look_up("acme.com", as_of=TODAY)
    assert answer.values == {"n_employees": Provided("5", "append:firms", TODAY)}
    assert (answer.why_not, len(line.requests)) == (None, n_calls)


def test_of_what_is_kept_only_the_fields_are_used_that_are_still_set_up() -> None:
    day = "2026-01-01"
    cache = kept(company=["Acme", day], industry=["RETAIL", day])
    answer = provider(Line(says({})), cache).look_up("acme.com", as_of=TODAY)
    assert answer.values == {"company": Provided("Acme", "append:firms", date(2026, 1, 1))}
    nothing = provider(Line(says({})), kept(industry=["RETAIL", day]))
    assert nothing.look_up("acme.com", as_of=TODAY).why_not is WhyNot.NOT_FOUND


@pytest.mark.parametrize(
    "text",
    [
        *("x", "7", "[]", "{}", '{"kept_on": 7, "values": {}}', '{"kept_on": "2026-05-04"}'),
        '{"kept_on": "soon", "values": {}}',
        '{"kept_on": "2026-05-04", "values": []}',
        '{"kept_on": "2026-05-04", "values": {"company": ["x"]}}',
        '{"kept_on": "2026-05-04", "values": {"company": ["x", "soon"]}}',
        '{"kept_on": "2026-05-04", "values": {"company": ["x", 7]}}',
    ],
)
def test_what_is_kept_and_cannot_be_read_is_asked_for_again(text: str) -> None:
    line = Line(says({"staff": 5}))
    answer = provider(line, {slot("acme.com"): text}).look_up("acme.com", as_of=TODAY)
    assert (len(line.requests), answer.why_not) == (1, None)


@pytest.mark.parametrize(
    "failure",
    [
        *(fails(401), fails(429), fails(500), says([]), says({}, 302)),
        *(httpx.ReadTimeout("x"), httpx.ConnectError("x")),
    ],
)
def test_a_provider_is_given_up_after_five_failures_in_a_row(failure: Answering) -> None:
    line = Line(failure)
    found = provider(line)
    answers = [found.look_up(f"{n}.com", as_of=TODAY) for n in range(6)]
    assert [answer.why_not is WhyNot.GIVEN_UP for answer in answers] == [False] * 5 + [True]
    assert (len(line.requests), answers[-1].provider) == (5, "firms")


@pytest.mark.parametrize("success", [fails(404), says({"staff": 5})])
def test_failures_are_counted_from_zero_after_an_answer(success: Answering) -> None:
    line = Line(fails(401), success, fails(401), fails(401), says({}))
    found = provider(line, n_failures=2)
    reasons = [found.look_up(f"{n}.com", as_of=TODAY).why_not for n in range(5)]
    assert reasons[2:] == [WhyNot.REFUSED, WhyNot.REFUSED, WhyNot.GIVEN_UP]


def test_a_question_beyond_the_budget_is_no_failure_of_the_provider() -> None:
    line = Line(fails(401), says({"staff": 5}))
    found = provider(line, n_failures=1)
    found.budget.per_run = 0
    assert [found.look_up("a.com", as_of=TODAY).why_not for _ in range(2)] == [
        *(WhyNot.OVER_BUDGET, WhyNot.OVER_BUDGET)
    ]
    assert line.requests == []
