"""The API: who may do what, what comes back, what is refused and how."""

import json
from datetime import timedelta
from typing import Any

import pytest
from company import MONDAY, PACT, Desk
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from leadpact.desk import clock
from leadpact.desk.api.event_queries import last_number
from leadpact.desk.api.models import RequestKey
from leadpact.desk.leads.models import LeadCard
from leadpact.desk.people.tokens import SCOPES, issue_token


class Caller:
    """A program with a token."""

    def __init__(self, desk: Desk, name: str = "", scopes: list[str] | None = None) -> None:
        user = desk.users[name] if name else None
        wanted = scopes or [
            item.name for item in SCOPES if user is None or user.has(*item.roles)
        ]  # fmt: skip
        service = "" if name else "site"
        _, self.secret = issue_token(
            "Test", scopes=wanted, by="system:test", user=user, service=service
        )

    def get(self, path: str, **values: Any) -> HttpResponse:
        return Client().get(f"/api/v1/{path}", values, headers=self._headers({}))

    def post(self, path: str, body: Any = None, **headers: str) -> HttpResponse:
        text = body if isinstance(body, bytes | str) else json.dumps({} if body is None else body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        kind = named.pop("Content-Type", "application/json")
        return Client().post(
            f"/api/v1/{path}", text, content_type=kind, headers=self._headers(named)
        )

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}", **more}


LEAD = {
    "first_name": "Pat",
    "last_name": "Lee",
    "email": "pat.lee@customer.example",
    "company": "Customer",
    "n_employees": 300,
}
DEMO = {"kind": "demo_requested", "occurred_at": MONDAY.isoformat()}


def code_of(response: HttpResponse) -> str:
    """Return the code of a problem, whose shape is that of all problems."""
    assert response["Content-Type"] == "application/problem+json"
    values = response.json()
    assert {"type", "title", "status", "detail", "code"} <= set(values)
    assert values["status"] == response.status_code
    return str(values["code"])


def test_lead_that_is_sent_has_an_owner_and_is_known_again(desk: Desk) -> None:
    site = Caller(desk)
    first = site.post("leads", {"lead": LEAD, "activities": [DEMO]})
    assert first.status_code == 200, first.content
    lead = first.json()
    assert (lead["is_new"], lead["owner_rep_id"]) == (True, "ann")
    found = site.get(f"leads/{lead['lead_id']}").json()
    assert (found["name"], found["email"]) == ("Pat Lee", "pat.lee@customer.example")
    assert {item["kind"] for item in found["clocks"]} == {"FIRST_TOUCH", "RESOLVE"}
    assert [item["of"] for item in found["tasks"]] == ["ann"]
    again = site.post("leads", {"lead": LEAD}).json()
    assert (again["lead_id"], again["is_new"]) == (lead["lead_id"], False)


def test_request_sent_twice_under_one_key_is_done_once(desk: Desk) -> None:
    desk.add_lead("pat")
    ann, body = Caller(desk, "ann"), {"channel": "CALL"}
    with clock.fixed(MONDAY + timedelta(minutes=5)):
        first = ann.post("leads/pat/touches", body, Idempotency_Key="k-1")
        again = ann.post("leads/pat/touches", body, Idempotency_Key="k-1")
    assert first.status_code == again.status_code == 200
    assert first.content == again.content
    assert (first.has_header("Idempotent-Replayed"), again["Idempotent-Replayed"]) == (
        False,
        "true",
    )
    assert first["ETag"] == again["ETag"]
    assert len(desk.state("pat").touches) == 1


def test_other_request_under_a_known_key_is_refused(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Caller(desk, "ann")
    ann.post("leads/pat/touches", {"channel": "CALL"}, Idempotency_Key="k-1")
    other = ann.post("leads/pat/touches", {"channel": "EMAIL"}, Idempotency_Key="k-1")
    assert (other.status_code, code_of(other)) == (422, "request-key-reused")
    assert len(desk.state("pat").touches) == 1


def test_request_that_was_wrong_keeps_no_answer(desk: Desk) -> None:
    site, body = Caller(desk), {"lead": {**LEAD, "n_employees": "Pat's number"}}
    assert site.post("leads", body, Idempotency_Key="k-1").status_code == 422
    assert not RequestKey.objects.exists()
    assert site.post("leads", {"lead": LEAD}, Idempotency_Key="k-1").status_code == 200


def test_key_of_another_token_is_another_key(desk: Desk) -> None:
    desk.add_lead("pat")
    assert Caller(desk, "ann").post("leads/pat/replies", {}, Idempotency_Key="k").status_code == 200
    assert Caller(desk, "may").post("leads/pat/replies", {}, Idempotency_Key="k").status_code == 200
    assert RequestKey.objects.count() == 2


def test_request_waits_for_its_first_until_that_one_must_have_ended(
    desk: Desk,
) -> None:
    desk.add_lead("pat")
    ann, body = Caller(desk, "ann"), {"channel": "CALL"}
    ann.post("leads/pat/touches", body, Idempotency_Key="k-1")
    RequestKey.objects.update(status=0)
    running = ann.post("leads/pat/touches", body, Idempotency_Key="k-1")
    assert (running.status_code, code_of(running)) == (409, "request-key-running")
    with clock.fixed(MONDAY + timedelta(seconds=61)):
        ended = ann.post("leads/pat/touches", body, Idempotency_Key="k-1")
    assert ended.status_code == 200
    assert len(desk.state("pat").touches) == 1


def test_key_can_be_used_again_after_three_days(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Caller(desk, "ann")
    ann.post("leads/pat/touches", {"channel": "CALL"}, Idempotency_Key="k-1")
    with clock.fixed(MONDAY + timedelta(hours=72)):
        other = ann.post("leads/pat/replies", {}, Idempotency_Key="k-1")
    assert other.status_code != 422


def test_refusal_of_the_engine_has_its_code_and_what_is_missing(desk: Desk) -> None:
    desk.add_lead("pat")
    ann, body = Caller(desk, "ann"), {"code": "unreachable"}
    refused = ann.post("leads/pat/dispositions", body, Idempotency_Key="k-1")
    assert (refused.status_code, code_of(refused)) == (409, "TOO_FEW_ATTEMPTS")
    assert ["attempts", "4"] in refused.json()["missing"]
    again = ann.post("leads/pat/dispositions", body, Idempotency_Key="k-1")
    assert (again.status_code, again.content) == (409, refused.content)


def test_lead_that_changed_meanwhile_is_not_changed(desk: Desk) -> None:
    desk.add_lead("pat")
    ann = Caller(desk, "ann")
    version = ann.get("leads/pat")["ETag"]
    assert ann.post("leads/pat/touches", {"channel": "CALL"}, If_Match=version).status_code == 200
    late = ann.post("leads/pat/touches", {"channel": "EMAIL"}, If_Match=version)
    assert (late.status_code, code_of(late)) == (412, "version-changed")
    assert late["ETag"] == ann.get("leads/pat")["ETag"]
    odd = ann.post("leads/pat/touches", {"channel": "EMAIL"}, If_Match="yesterday")
    assert (odd.status_code, code_of(odd)) == (422, "fields-invalid")
    assert len(desk.state("pat").touches) == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("leads/pat", None),
        ("leads/pat/explain", None),
        ("leads/pat/events", None),
        ("leads/pat/touches", {"channel": "CALL"}),
        ("leads/pat/replies", {}),
        ("leads/pat/opt-out", {}),
        ("leads/pat/callbacks", {"callback_at": "2026-06-02T10:00:00Z"}),
        ("leads/pat/claim", {"pool": "inbound"}),
        ("leads/pat/skip", {"run_id": "r", "step_id": "s", "reason": "OTHER"}),
        ("leads/pat/dispositions", {"code": "unreachable"}),
        ("leads/pat/activities", DEMO),
    ],
)
def test_lead_of_another_rep_is_not_there(desk: Desk, path: str, body: dict | None) -> None:
    desk.add_lead("pat")
    bob = Caller(desk, "bob")
    response = bob.get(path) if body is None else bob.post(path, body)
    unknown = bob.get(path.replace("pat", "x")) if body is None else None
    assert (response.status_code, code_of(response)) == (404, "not-found")
    assert unknown is None or unknown.content == response.content


def test_marketing_sees_a_lead_without_who_it_is(desk: Desk) -> None:
    desk.add_lead("pat")
    found = Caller(desk, "max").get("leads/pat").json()
    assert [found[name] for name in ("name", "email", "phone")] == [None, None, None]
    assert found["company"] == "Customer"


@pytest.mark.parametrize(
    ("header", "code"),
    [({}, "token-missing"), ({"Authorization": "Bearer lp_x"}, "token-missing")],
)
def test_request_without_a_valid_token_is_refused(desk: Desk, header: dict, code: str) -> None:
    response = Client().get("/api/v1/reps", headers=header)
    assert (response.status_code, code_of(response)) == (401, code)
    assert response["WWW-Authenticate"] == "Bearer"


def test_session_of_a_browser_opens_nothing(desk: Desk) -> None:
    response = desk.client("rob").get("/api/v1/reps")
    assert (response.status_code, code_of(response)) == (401, "token-missing")


def test_token_without_the_scope_is_refused(desk: Desk) -> None:
    site = Caller(desk, scopes=["leads:write"])
    response = site.get("reps")
    assert (response.status_code, code_of(response)) == (403, "scope-missing")
    assert "team:read" in response.json()["detail"]


@pytest.mark.parametrize(
    ("path", "body", "refused"),
    [
        ("leads", b"{", (400, "body-not-json", [])),
        ("leads", b'{"lead": {"n_employees": NaN}}', (400, "body-not-json", [])),
        ("leads", {}, (422, "fields-invalid", ["lead"])),
        ("leads", [], (422, "fields-invalid", ["body"])),
        ("leads", {"lead": LEAD, "colour": "red"}, (422, "fields-invalid", ["colour"])),
        ("leads", {"lead": {**LEAD, "emial": "x"}}, (422, "fields-invalid", ["lead.emial"])),
        ("leads", {"lead": {**LEAD, "n_employees": "many"}}, (422, "fields-invalid", None)),
        ("leads", {"lead": {"email": "a\0b"}}, (422, "fields-invalid", ["lead.email"])),
        (
            "leads",
            {"lead": LEAD, "activities": [{**DEMO, "when": 1}]},
            (422, "fields-invalid", ["activities.0.when"]),
        ),
        (
            "leads",
            {"lead": LEAD, "activities": [{**DEMO, "occurred_at": "2026-06-01T09:00:00"}]},
            (422, "fields-invalid", ["activities.0.occurred_at"]),
        ),
        ("leads/pat/touches", {"channel": 7}, (422, "fields-invalid", ["channel"])),
        (
            "leads/pat/touches",
            {"channel": "CALL", "occurred_at": "2026-06-02T10:00:00Z"},
            (409, "HAPPENED_LATER", []),
        ),
        ("leads", b'{"lead": "' + b"x" * 1_000_001 + b'"}', (413, "body-too-large", [])),
        ("leads", b'{"lead": "' + b"x" * 3_000_000 + b'"}', (413, "body-too-large", [])),
        ("leads", b"[" * 100_000, (400, "body-not-json", [])),
        ("absences", {"rep_id": "zoe"}, (422, "fields-invalid", ["starts_at", "ends_at"])),
        ("pacts/publish", {"text": "spec: 1\nnmae: x"}, (422, "pact-invalid", None)),
    ],
)
def test_body_that_cannot_be_is_refused_with_its_place(
    desk: Desk, path: str, body: Any, refused: tuple[int, str, list[str] | None]
) -> None:
    status, code, places = refused
    desk.add_lead("pat")
    n_leads = LeadCard.objects.count()
    response = Caller(desk).post(path, body)
    assert (response.status_code, code_of(response)) == (status, code), response.content
    if places is not None:
        assert [item["place"] for item in response.json().get("errors", [])] == places
    assert LeadCard.objects.count() == n_leads


def test_body_of_another_type_is_refused(desk: Desk) -> None:
    response = Caller(desk).post("leads", "lead=1", Content_Type="text/plain")
    assert (response.status_code, code_of(response)) == (415, "content-type-unknown")


def test_path_and_method_that_no_route_has_are_refused_alike(desk: Desk) -> None:
    site = Caller(desk)
    unknown, wrong = site.get("leeds"), site.get("leads")
    assert (unknown.status_code, code_of(unknown)) == (404, "not-found")
    assert (wrong.status_code, code_of(wrong), wrong["Allow"]) == (
        405,
        "method-not-allowed",
        "POST",
    )
    nul = site.get("leads/a%00b")
    assert (nul.status_code, code_of(nul)) == (404, "not-found")


def test_token_that_sends_too_much_learns_when_to_come_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leadpact.desk.api.tokens.REQUESTS_A_MINUTE", 2)
    site = Caller(desk)
    with clock.fixed(MONDAY + timedelta(seconds=20)):
        assert [site.get("reps").status_code for _ in range(3)] == [200, 200, 429]
        late = site.get("reps")
        assert (code_of(late), late["Retry-After"]) == ("rate-exceeded", "40")
    with clock.fixed(MONDAY + timedelta(seconds=60)):
        assert site.get("reps").status_code == 200


def test_queue_says_what_is_next_and_why(desk: Desk) -> None:
    desk.add_lead("pat")
    found = Caller(desk, "ann").get("queue/next").json()
    assert (found["lead_id"], found["n_now"]) == ("pat", 1)
    assert found["why"]
    assert Caller(desk, "bob").get("queue/next").json()["lead_id"] is None
    assert Caller(desk).get("queue/next").status_code == 404


def test_manager_reassigns_within_the_team(desk: Desk) -> None:
    desk.add_lead("pat")
    may, ann = Caller(desk, "may"), Caller(desk, "ann")
    moved = may.post("leads/pat/assign", {"rep_id": "bob"})
    assert (moved.status_code, moved.json()["owner_rep_id"]) == (200, "bob")
    foreign = may.post("leads/pat/assign", {"rep_id": "eve"})
    assert (foreign.status_code, code_of(foreign)) == (422, "fields-invalid")
    assert ann.post("leads/pat/assign", {"rep_id": "ann"}).status_code == 403


def test_manager_decides_a_review_and_the_other_side_disputes_it(desk: Desk) -> None:
    desk.add_lead("pat")
    ann, may = Caller(desk, "ann"), Caller(desk, "may")
    ended = ann.post("leads/pat/dispositions", {"code": "other", "note": "A student."})
    assert ended.status_code == 200, ended.content
    (item,) = may.get("reviews", state="DUE").json()["items"]
    assert (item["lead_id"], item["code"], item["rep_id"]) == ("pat", "other", "ann")
    path = f"reviews/{item['id']}"
    assert ann.post(path, {"step": "UPHELD"}).status_code == 403
    assert may.post(path, {"step": "OVERTURNED"}).status_code == 200
    assert may.get("reviews").json()["items"][0]["verdict"] == "OVERTURNED"
    disputed = ann.post(path, {"step": "DISPUTED"})
    assert disputed.status_code == 200, disputed.content
    assert Caller(desk, "bob").post(path, {"step": "DISPUTED"}).status_code == 404
    assert may.post("reviews/xx", {"step": "UPHELD"}).status_code == 404


def test_report_sent_again_under_its_id_a_minute_later_is_the_same(desk: Desk) -> None:
    desk.add_lead("pat")
    ann, body = Caller(desk, "ann"), {"channel": "CALL", "command_id": "t-1"}
    first = ann.post("leads/pat/touches", body)
    with clock.fixed(MONDAY + timedelta(minutes=1)):
        again = ann.post("leads/pat/touches", body)
        other = ann.post("leads/pat/touches", {**body, "channel": "EMAIL"})
    assert (first.status_code, again.status_code) == (200, 200)
    assert (other.status_code, code_of(other)) == (409, "ID_TAKEN")
    assert len(desk.state("pat").touches) == 1


def test_leave_is_noted_once_and_only_for_the_own_team(desk: Desk) -> None:
    may = Caller(desk, "may")
    body = {
        "absence_id": "a-1",
        "rep_id": "ann",
        "starts_at": "2026-06-08T09:00:00+02:00",
        "ends_at": "2026-06-12T17:00:00Z",
    }
    assert may.post("absences", body).status_code == 200
    assert may.post("absences", body).status_code == 200
    assert [item["absence_id"] for item in may.get("absences").json()["items"]] == ["a-1"]
    foreign = may.post("absences", {**body, "rep_id": "eve", "absence_id": "a-2"})
    assert (foreign.status_code, code_of(foreign)) == (422, "fields-invalid")
    wrong = may.post("absences", {**body, "ends_at": "2026-06-01T17:00:00Z"})
    assert wrong.json()["errors"][0]["place"] == "ends_at"


def test_pages_of_a_list_are_whole_and_end(desk: Desk) -> None:
    site, seen, after = Caller(desk), [], None
    while True:
        page = site.get("reps", limit=3, **({"after": after} if after else {})).json()
        seen += [item["rep_id"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert seen == ["ann", "bob", "eve", "may"]
    odd = site.get("reps", after="bob")
    assert (odd.status_code, odd.json()["errors"][0]["place"]) == (422, "after")


def test_pact_is_checked_compared_and_published_once_known(desk: Desk) -> None:
    rob = Caller(desk, "rob")
    known = rob.get("pacts/in-force").json()
    assert known["text"] == PACT
    text = PACT.replace("points: 40", "points: 30")
    assert rob.post("pacts/check", {"text": text}).json()["is_valid"]
    faulty = rob.post("pacts/check", {"text": "spec: 1"}).json()
    assert (faulty["is_valid"], bool(faulty["issues"])) == (False, True)
    changes = rob.post("pacts/diff", {"text": text}).json()
    assert [item["text"] for item in changes["changes"]]
    other = rob.post("pacts/publish", {"text": text, "in_force": "another"})
    assert (other.status_code, code_of(other)) == (412, "version-changed")
    past = rob.post("pacts/publish", {"text": text, "effective_at": "2026-05-01T00:00:00Z"})
    assert past.json()["errors"][0]["place"] == "effective_at"
    done = rob.post("pacts/publish", {"text": text, "in_force": known["fingerprint"]})
    assert done.json()["fingerprint"] == changes["fingerprint"]
    assert rob.get("pacts/in-force").json()["fingerprint"] == changes["fingerprint"]
    assert Caller(desk, "may").post("pacts/publish", {"text": text}).status_code == 403


def test_events_are_read_on_by_their_cursor_without_personal_values(desk: Desk) -> None:
    rob = Caller(desk, "rob")
    desk.add_lead("pat")
    desk.add_lead("kim")
    seen, after = [], 0
    while True:
        page = rob.get("events", after=after, limit=4).json()
        if page["is_end"]:
            break
        assert [item["seq"] for item in page["items"]][-1] == page["next"]
        seen, after = [*seen, *page["items"]], page["next"]
    assert [item["seq"] for item in seen] == sorted(item["seq"] for item in seen)
    assert {item["lead_id"] for item in seen} == {"pat", "kim"}
    assert "pat@customer.example" not in json.dumps(seen)
    own = Caller(desk, "ann").get("leads/pat/events", limit=200).json()["items"]
    assert [item["event_id"] for item in own] == [
        item["event_id"] for item in seen if item["lead_id"] == "pat"
    ]
    kinds = rob.get("events", kind="lead.assigned", limit=200).json()["items"]
    assert {item["kind"] for item in kinds} == {"lead.assigned"}


def test_events_wait_for_a_smaller_number_that_may_still_commit(desk: Desk) -> None:
    if desk.database == "sqlite":
        pytest.skip("on SQLite one transaction writes at a time, and numbers follow commits")
    psycopg = pytest.importorskip("psycopg")
    rob, known = Caller(desk, "rob"), connection.get_connection_params()
    start = last_number()
    with psycopg.connect(**{name: known[name] for name in ("host", "user", "dbname")}) as other:
        other.execute(
            "INSERT INTO event (event_id, lead_id, n, kind, schema, occurred_at, recorded_at,"
            " command_id, actor, fingerprint, payload)"
            " VALUES ('late/1', 'late', 1, 'k', 1, 0, 0, 'c', 'a', 'f', '{}')"
        )
        desk.add_lead("kim")
        waits = rob.get("events", after=start).json()
        assert waits == {"items": [], "next": start, "is_end": True}
        other.rollback()
    page = rob.get("events", after=start).json()
    assert {item["lead_id"] for item in page["items"]} == {"kim"}


def test_explanation_says_who_has_the_lead_and_why(desk: Desk) -> None:
    desk.add_lead("pat")
    found = Caller(desk, "ann").get("leads/pat/explain").json()
    assert "ann" in "\n".join(found["follow_up"]).lower()
    scores = {item["label"]: item for item in found["ledger"]["scores"]}
    assert (scores["Fit"]["total"], scores["Intent"]["total"]) == (40, 50)
    for item in scores.values():
        assert sum(part["points"] for part in item["parts"]) == item["total"]
    (gate,) = found["ledger"]["gates"]
    assert (gate["is_open"], {item["is_met"] for item in gate["criteria"]}) == (True, {True, False})


def test_health_needs_no_token(desk: Desk) -> None:
    assert Client().get("/api/v1/health").json() == {"status": "ok", "is_ready": True}


def test_without_a_pact_the_api_says_so(desk: Desk) -> None:
    site = Caller(desk)
    with clock.fixed(MONDAY - timedelta(days=9)):
        response = site.post("leads", {"lead": LEAD})
    assert (response.status_code, code_of(response)) == (503, "pact-missing")
    assert response["Retry-After"]
