"""The API as a whole: its routes, its errors, its OpenAPI document."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from leadpact.desk import clock
from leadpact.desk.api import event_routes, lead_routes, pact_routes, team_routes
from leadpact.desk.api.documentation import document_errors
from leadpact.desk.api.handlers import handle_exceptions
from leadpact.desk.api.parser import BodyParser
from leadpact.desk.api.problems import Problem
from leadpact.desk.api.results import HealthResult
from leadpact.desk.store import has_pact


class DeskApi(NinjaAPI):
    """The API, whose document names every error of every route."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the OpenAPI document with the errors, keys and versions of every route."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        document_errors(schema, self)
        return schema

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the name of a route: that of its function."""
        return operation.view_func.__name__


api = DeskApi(
    title="Leadpact desk",
    version="1",
    description="The desk for programs: docs/reference/api.md explains tokens, errors and cursors.",
    urls_namespace="api",
    docs_url=None,
    parser=BodyParser(),
)
handle_exceptions(api)
for _routes in (lead_routes, event_routes, team_routes, pact_routes):
    api.add_router("", _routes.router)


@api.get("/health", response=HealthResult, tags=["health"])
def health(request: HttpRequest) -> HealthResult:
    """Tell whether the desk and its database answer, and whether a pact is in force."""
    del request
    return HealthResult(status="ok", is_ready=has_pact(clock.now()))


@csrf_exempt
def no_such_route(request: HttpRequest) -> HttpResponse:
    """Answer to a path that no route has."""
    detail = f"There is no route {request.path[:200]}: the OpenAPI document lists them."
    return Problem("not-found", detail).response()


def urls() -> list[URLPattern | URLResolver]:
    """Return the URLs of the API, below its prefix."""
    routes, app, namespace = api.urls
    del app, namespace
    return [*routes, re_path("", no_such_route)]


def openapi_text() -> str:
    """Return the OpenAPI document as the file has it."""
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
