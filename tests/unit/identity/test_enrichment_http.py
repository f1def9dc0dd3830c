import time
from datetime import date, timedelta

import httpx
import pytest
from append_server import cut_off, drip, fail, hang, say, served, slam

from leadpact.identity.enrichment.enrich import enrich_lead
from leadpact.identity.enrichment.http_call import CallBudget, CallEnvironment, HttpEndpoint
from leadpact.identity.enrichment.http_provider import HttpLayout, HttpProvider
from leadpact.identity.enrichment.providers import AskBy, ask_providers
from leadpact.identity.enrichment.values import Provided, WhyNot
from leadpact.pact.sections.identity.enrichment import EnrichmentPolicy
from vacuous import some

TODAY = date(2026, 5, 4)
ACME = {"company": {"legal_name": "Acme Inc", "staff": 120}, "seen": "2026-02-01"}
PATHS = {"company.legal_name": "company", "company.staff": "n_employees"}


@pytest.fixture
def client():
    with httpx.Client(trust_env=False) as client:
        yield client


@pytest.fixture
def make(client):
    """Return a maker of providers; `waits` of each is what it slept."""

    def make(server_url, *, budget=None, cache=None, ask_by=AskBy.DOMAIN, layout=None, **endpoint):
        waits = []
        usual = {"url": f"{server_url}/firms/{{key}}", "timeout_seconds": 2.0}
        provider = HttpProvider(
            layout=HttpLayout("firms", ask_by, PATHS, "seen", **(layout or {})),
            endpoint=HttpEndpoint(**{**usual, **endpoint}),
            environment=CallEnvironment(client, waits.append, time.monotonic),
            budget=CallBudget() if budget is None else budget,
            cache={} if cache is None else cache,
        )
        return provider, waits

    return make


def test_an_answer_gives_values_with_the_providers_own_day(make):
    with served(say(ACME)) as server:
        provider, waits = make(server.url, headers={"X-Token": "let-me-in"})
        found = provider.look_up("acme.com", as_of=TODAY)
    seen_on = date(2026, 2, 1)
    assert found.values == {
        "company": Provided("Acme Inc", "append:firms", seen_on),
        "n_employees": Provided("120", "append:firms", seen_on),
    }
    ((path, headers),) = server.calls
    assert (path, headers["X-Token"], waits) == ("/firms/acme.com", "let-me-in", [])


@pytest.mark.parametrize(
    ("reported", "seen_on"),
    [("2027-01-01", TODAY), ("yesterday", TODAY), (None, TODAY), ("2026-02-01T10:00Z", None)],
)
def test_a_day_that_is_none_or_yet_to_come_is_the_day_of_the_call(make, reported, seen_on):
    with served(say({**ACME, "seen": reported})) as server:
        found = make(server.url)[0].look_up("acme.com", as_of=TODAY)
    assert found.values["company"].observed_on == (seen_on or date(2026, 2, 1))


def test_a_key_cannot_reach_another_address_of_the_server(make):
    with served(say(ACME)) as server:
        provider, _ = make(server.url, ask_by=AskBy.EMAIL)
        provider.look_up("../admin?x=1#é@acme.com", as_of=TODAY)
    assert server.calls[0][0] == "/firms/..%2Fadmin%3Fx%3D1%23%C3%A9%40acme.com"


@pytest.mark.parametrize(
    ("script", "why_not", "n_calls"),
    [
        (fail(500), WhyNot.SERVER_ERROR, 3),
        (fail(503), WhyNot.SERVER_ERROR, 3),
        (fail(429), WhyNot.RATE_LIMITED, 3),
        (slam, WhyNot.UNREACHABLE, 3),
        (cut_off, WhyNot.UNREACHABLE, 3),
        (fail(404), WhyNot.NOT_FOUND, 1),
        (fail(401), WhyNot.REFUSED, 1),
        (fail(302, Location="http://127.0.0.1:9/"), WhyNot.REFUSED, 1),
        (say(b"<html>oops"), WhyNot.UNREADABLE, 1),
        (say(b"\xff\xfe\x00"), WhyNot.UNREADABLE, 1),
        (say(b"[" * 100_000), WhyNot.UNREADABLE, 1),
        (say(b""), WhyNot.UNREADABLE, 1),
        (say({"company": {"legal_name": "x" * 1_000_000}}), WhyNot.UNREADABLE, 1),
        (say(b"no gzip", Content_Encoding="gzip"), WhyNot.UNREADABLE, 1),
        (say(["Acme"]), WhyNot.UNREADABLE, 1),
        (say({"company": "Acme"}), WhyNot.NOT_FOUND, 1),
        (say({"company": {"legal_name": ["x"], "staff": True}}), WhyNot.NOT_FOUND, 1),
        (say({}), WhyNot.NOT_FOUND, 1),
    ],
)
def test_a_server_that_misbehaves_gives_a_reason_and_is_asked_again_only_where_that_may_help(
    make, script, why_not, n_calls
):
    with served(script) as server:
        found = make(server.url)[0].look_up("acme.com", as_of=TODAY)
    assert (found.why_not, dict(found.values)) == (why_not, {})
    assert len(server.calls) == n_calls
    assert "acme" not in found.detail


@pytest.mark.parametrize("script", [hang, drip])
def test_a_server_that_is_slow_is_not_waited_for(make, script):
    with served(script) as server:
        provider, _ = make(server.url, timeout_seconds=0.15, n_attempts=2)
        found = provider.look_up("acme.com", as_of=TODAY)
    assert found.why_not is WhyNot.TIMEOUT
    assert len(server.calls) == 2


def test_a_server_that_is_not_there_is_unreachable(make):
    with served(say(ACME)) as server:
        pass
    found = make(server.url)[0].look_up("acme.com", as_of=TODAY)
    assert found.why_not is WhyNot.UNREACHABLE


def test_a_failure_that_passes_is_overcome_and_waits_grow_up_to_their_limit(make):
    with served(fail(500), slam, fail(429), fail(502), say(ACME)) as server:
        provider, waits = make(server.url, n_attempts=5, wait_seconds=0.5, longest_wait_seconds=2.0)
        found = provider.look_up("acme.com", as_of=TODAY)
    assert found.values["company"].value == "Acme Inc"
    assert waits == [0.5, 1.0, 2.0, 2.0]


@pytest.mark.parametrize(
    ("reported", "expected"),
    [
        *(("7", [7.0]), ("0", [0.0]), ("10", [10.0]), ("11", []), ("soon", [0.5]), ("-1", [0.5])),
        *(("9" * 9, []), ("9" * 10, [0.5]), ("9" * 400, [0.5])),  # too long to be seconds
    ],
)
def test_the_wait_a_server_asks_for_is_kept_or_ends_the_question(make, reported, expected):
    with served(fail(429, Retry_After=reported), say(ACME)) as server:
        provider, waits = make(server.url)
        found = provider.look_up("acme.com", as_of=TODAY)
    assert waits == expected
    assert found.why_not is (None if expected else WhyNot.RATE_LIMITED)


def test_an_answer_is_used_again_without_a_call_until_it_is_too_old(make):
    kept = {}
    with served(say(ACME), say({**ACME, "seen": "2026-06-01"})) as server:
        provider, _ = make(server.url, cache=kept, layout={"keep_days": 30})
        first = provider.look_up("acme.com", as_of=TODAY)
        again, _ = make(server.url, cache=kept)
        assert again.look_up("acme.com", as_of=TODAY + timedelta(30)) == first
        assert len(server.calls) == 1
        later = again.look_up("acme.com", as_of=TODAY + timedelta(31))
    assert len(server.calls) == 2
    assert later.values["company"].observed_on == date(2026, 6, 1)


def test_not_found_is_kept_and_a_failure_is_not(make):
    with served(fail(404), fail(403), say(ACME)) as server:
        provider, _ = make(server.url)
        for _ in range(2):
            assert provider.look_up("a.com", as_of=TODAY).why_not is WhyNot.NOT_FOUND
        assert provider.look_up("b.com", as_of=TODAY).why_not is WhyNot.REFUSED
        assert provider.look_up("b.com", as_of=TODAY).why_not is None
    assert len(server.calls) == 3


def test_what_is_kept_names_no_person_and_a_spoilt_entry_is_asked_for_again(make):
    kept = {}
    with served(say(ACME)) as server:
        provider, _ = make(server.url, cache=kept, ask_by=AskBy.EMAIL)
        provider.look_up("jo@acme.com", as_of=TODAY)
        ((slot, _),) = kept.items()
        assert "jo" not in slot.partition(":")[2]
        for spoilt in ("", "[]", "{}", '{"kept_on": "2026-05-04", "values": {"company": 1}}'):
            kept[slot] = spoilt
            assert provider.look_up("jo@acme.com", as_of=TODAY).why_not is None
    assert len(server.calls) == 5


def test_every_attempt_counts_and_a_run_spends_no_more_than_its_budget(make):
    budget = CallBudget(per_run=4)
    with served(fail(500)) as server:
        provider, _ = make(server.url, budget=budget)
        found = [provider.look_up(f"{n}.com", as_of=TODAY).why_not for n in range(3)]
    assert found == [WhyNot.SERVER_ERROR, WhyNot.OVER_BUDGET, WhyNot.OVER_BUDGET]
    assert (len(server.calls), budget.n_this_run) == (4, 4)


def test_a_month_spends_no_more_than_its_budget_and_the_next_starts_from_zero(make):
    budget = CallBudget(per_month=3, month="2026-05", n_this_month=2)
    with served(say(ACME)) as server:
        provider, _ = make(server.url, budget=budget)
        days = [TODAY, date(2026, 5, 31), date(2026, 6, 1)]
        found = [provider.look_up(f"{day:%d}.com", as_of=day).why_not for day in days]
    assert found == [None, WhyNot.OVER_BUDGET, None]
    assert (len(server.calls), budget.month, budget.n_this_month) == (2, "2026-06", 1)


def test_what_is_kept_costs_nothing(make):
    budget = CallBudget(per_run=1)
    with served(say(ACME)) as server:
        provider, _ = make(server.url, budget=budget)
        found = [provider.look_up("acme.com", as_of=TODAY).why_not for _ in range(3)]
    assert found == [None, None, None]
    assert len(server.calls) == 1


def test_a_provider_that_keeps_failing_is_given_up_for_the_run(make):
    with served(fail(401)) as server:
        provider, _ = make(server.url, layout={"n_failures": 3})
        found = [provider.look_up(f"{n}.com", as_of=TODAY).why_not for n in range(5)]
    assert found == [WhyNot.REFUSED] * 3 + [WhyNot.GIVEN_UP] * 2
    assert len(server.calls) == 3


def test_a_success_between_failures_keeps_a_provider_in_use(make):
    with served(fail(401), fail(404), fail(401), fail(404), say(ACME)) as server:
        provider, _ = make(server.url, layout={"n_failures": 2})
        found = [provider.look_up(f"{n}.com", as_of=TODAY).why_not for n in range(5)]
    assert WhyNot.GIVEN_UP not in found


@pytest.mark.parametrize("script", [hang, slam, fail(500), fail(401), say(b"garbage")])
def test_no_lead_is_lost_by_a_provider_that_is_down(make, script):
    policy = EnrichmentPolicy(providers=("firms",))
    leads = [{"email": f"jo@firm{n}.com", "country": "FR"} for n in range(4)]
    with served(script) as server:
        provider, _ = make(server.url, timeout_seconds=0.1, n_attempts=1, layout={"n_failures": 2})
        enriched = []
        for lead in leads:
            options = {"policy": policy, "as_of": TODAY}
            answers = ask_providers(lead, providers=[provider], **options)
            enriched.append(enrich_lead(lead, answers=answers, **options))
    assert [lead.value("domain") for lead in enriched] == [f"firm{n}.com" for n in range(4)]
    assert all(lead.value("time_zone") == "Europe/Paris" for lead in some(enriched))
    reasons = [answer.why_not for lead in enriched for answer in lead.unanswered]
    assert len(reasons) == 4
    assert reasons[2:] == [WhyNot.GIVEN_UP, WhyNot.GIVEN_UP]


def test_what_the_last_attempt_stated_is_kept_when_the_budget_is_used_up(make):
    with served(fail(503), say(ACME)) as server:
        provider, _ = make(server.url, budget=CallBudget(per_run=1))
        found = provider.look_up("acme.com", as_of=TODAY)
    assert (found.why_not, found.detail) == (WhyNot.OVER_BUDGET, "HTTP 503")


def test_an_answer_that_is_packed_wrongly_says_so(make):
    with served(say(b"no gzip", Content_Encoding="gzip")) as server:
        found = make(server.url)[0].look_up("acme.com", as_of=TODAY)
    assert (found.why_not, found.detail) == (WhyNot.UNREADABLE, "DecodingError")
