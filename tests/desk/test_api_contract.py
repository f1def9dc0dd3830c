"""The contract of the API: the OpenAPI document, and the page that explains it."""

import json
from pathlib import Path

import pytest

from leadpact.desk.api.problems import CODES
from leadpact.desk.api.site import openapi_text
from leadpact.desk.people.tokens import REQUESTS_A_MINUTE, SCOPES, TokenScope
from vacuous import some

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reference/api.md").read_text(encoding="utf-8")
DOCUMENT = json.loads(openapi_text())
ROUTES = some(
    [
        (method, path, route)
        for path, methods in DOCUMENT["paths"].items()
        for method, route in methods.items()
    ]
)
each_route = pytest.mark.parametrize(
    ("method", "path", "route"), ROUTES, ids=[route["operationId"] for *_, route in ROUTES]
)


def test_document_in_the_repository_is_that_of_the_code() -> None:
    """`make openapi` writes it."""
    kept = (ROOT / "docs/reference/openapi.json").read_text(encoding="utf-8")
    assert kept == openapi_text()


@each_route
def test_every_route_is_on_the_page(method: str, path: str, route: dict) -> None:
    assert f"| `{method.upper()} {path.removeprefix('/api/v1/')}` |" in PAGE


@each_route
def test_every_route_documents_its_errors_as_problems(method: str, path: str, route: dict) -> None:
    if path == "/api/v1/health":
        return
    errors = {int(status): found for status, found in route["responses"].items() if status >= "4"}
    assert {401, 403, 422, 429, 503} <= set(errors)
    assert method != "post" or {400, 409, 413, 415} <= set(errors)
    for found in errors.values():
        assert list(found["content"]) == ["application/problem+json"]


@each_route
def test_names_of_routes_are_unique(method: str, path: str, route: dict) -> None:
    assert [item["operationId"] for *_, item in ROUTES].count(route["operationId"]) == 1


@pytest.mark.parametrize("scope", SCOPES, ids=lambda scope: scope.name)
def test_every_scope_is_on_the_page(scope: TokenScope) -> None:
    assert f"| `{scope.name}` | {scope.what} |" in PAGE


@pytest.mark.parametrize("code", CODES)
def test_every_code_of_the_api_is_on_the_page_with_its_status(code: str) -> None:
    assert f"| `{code}` | {CODES[code][0]} |" in PAGE


def test_the_limit_is_on_the_page() -> None:
    assert f"{REQUESTS_A_MINUTE} requests a minute" in PAGE
