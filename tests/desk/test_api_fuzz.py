"""Requests that nobody foresaw: each route with values drawn from the OpenAPI document."""

import json
from itertools import cycle
from typing import Any

import pytest
import requests
from company import PACT, Desk
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from urllib3 import HTTPResponse

from leadpact.desk.api.site import openapi_text
from leadpact.desk.people.tokens import SCOPES, issue_token
from vacuous import some

schemathesis = pytest.importorskip("schemathesis", reason="it comes with the extra `dev`")

checks = pytest.importorskip("schemathesis.specs.openapi.checks")

CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
DOCUMENT = json.loads(openapi_text())
ROUTES = some([(method.upper(), path) for path, of in DOCUMENT["paths"].items() for method in of])
KNOWN = {
    "rep_id": "ann",
    "code": "unreachable",
    "channel": "CALL",
    "pool": "inbound",
    "kind": "demo_requested",
    "text": PACT,
}
"""What the desk of the tests knows: every other request has it, so that it gets past look-ups."""
FIELDS = (
    *("first_name", "last_name", "full_name", "email", "phone", "company", "title", "country"),
    *("domain", "n_employees", "note", "state", "city", "time_zone", "job_function", "lead_id"),
)
_OF_REQUEST = ("method", "url", "headers", "data", "json", "params", "cookies")


def tokens(desk: Desk) -> list[str]:
    """Return the secrets of a service and of users, each with every scope that it can have."""
    found = []
    for name in ("", "ann", "may", "rob", "max"):
        user = desk.users[name] if name else None
        scopes = [item.name for item in SCOPES if user is None or user.has(*item.roles)]
        service = "" if name else "drawn"
        _, secret = issue_token("T", scopes=scopes, by="system:test", user=user, service=service)
        found.append(secret)
    return found


def with_known(case: Any, n: int) -> None:
    """Put what the desk knows into every other drawn request."""
    if "lead_id" in (case.path_parameters or {}):
        case.path_parameters["lead_id"] = ("pat", "kim", "nobody")[n % 3]
    if n % 2 and isinstance(case.body, dict):
        case.body |= {name: KNOWN[name] for name in KNOWN if name in case.body}
        if isinstance(case.body.get("lead"), dict):
            case.body["lead"] = dict(zip(FIELDS, case.body["lead"].values(), strict=False))


def answer_of(case: Any, secret: str) -> requests.Response:
    """Send a drawn request to the desk, within the transaction of the test."""
    values = case.as_transport_kwargs(base_url="http://localhost")
    values["headers"]["Authorization"] = f"Bearer {secret}"
    given_values = {name: item for name, item in values.items() if name in _OF_REQUEST}
    asked = requests.Request(**given_values).prepare()
    body = asked.body.encode() if isinstance(asked.body, str) else asked.body or b""
    headers = dict(asked.headers)
    kind = headers.pop("Content-Type", "")
    answered = Client(raise_request_exception=False).generic(
        str(asked.method), asked.path_url, body, content_type=kind, headers=headers
    )
    answer = requests.Response()
    answer.status_code, answer._content = answered.status_code, answered.content
    answer.headers.update(answered.headers)
    answer.request, answer.url = asked, str(asked.url)
    answer.raw = HTTPResponse(headers=dict(answered.headers))
    return answer


def check_route(desk: Desk, method: str, path: str, n_examples: int) -> list[int]:
    """Send drawn requests to a route, check each answer, and return the statuses."""
    operation = schemathesis.openapi.from_dict(DOCUMENT)[path][method]
    secrets, statuses = cycle(tokens(desk)), list[int]()

    @settings(
        max_examples=n_examples,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def send(case: Any) -> None:
        with_known(case, len(statuses))
        answer = answer_of(case, next(secrets))
        statuses.append(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    send()
    return statuses


@pytest.fixture
def filled(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk with two leads, and without a limit of requests."""
    monkeypatch.setattr("leadpact.desk.api.tokens.REQUESTS_A_MINUTE", 10**9)
    desk.add_lead("pat")
    desk.add_lead("kim")
    return desk


def test_every_route_answers_a_few_drawn_requests_as_documented(filled: Desk) -> None:
    for method, path in ROUTES:
        assert check_route(filled, method, path, 5)


@pytest.mark.long
@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_route_answers_two_hundred_drawn_requests_as_documented(
    filled: Desk, method: str, path: str
) -> None:
    """Must hold 10: no server error and no undocumented status, whatever is sent."""
    statuses = check_route(filled, method, path, 200)
    print(method, path, sorted((code, statuses.count(code)) for code in set(statuses)))
    assert statuses
