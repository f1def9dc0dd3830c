"""Complete the OpenAPI document: what ninja leaves out, errors above all."""

from collections.abc import Iterator
from typing import Any

from ninja import NinjaAPI

from leadpact.desk.api.problems import CODES, MEDIA_TYPE, ProblemBody

_ANY = (401, 403, 422, 429, 500, 503)
_WITH_BODY = (400, 413, 415)
_REF = "#/components/schemas/{model}"
_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "Sent twice under one key, it is done once and answered alike for 72 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[!-~]{1,200}$"},
}
_VERSION = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "description": "The ETag of the lead: another version refuses.",
    "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
}


def document_errors(schema: dict[str, Any], api: NinjaAPI) -> None:
    """Name the errors of every route, and the headers that it takes."""
    problem = ProblemBody.model_json_schema(ref_template=_REF, mode="serialization")
    components = schema["components"]["schemas"]
    components.update(problem.pop("$defs", {}))
    components["ProblemBody"] = problem
    scopes = dict(_scopes(api))
    for path, methods in schema["paths"].items():
        for method, route in methods.items():
            route["responses"] |= {
                str(status): _response(status) for status in _statuses(path, method, route)
            }
            route["responses"] = {str(key): value for key, value in route["responses"].items()}
            if method == "post":
                route.setdefault("parameters", []).append(_KEY)
                if "{lead_id}" in path:
                    route["parameters"].append(_VERSION)
            if scopes.get(route["operationId"]):
                wanted = " or ".join(f"`{name}`" for name in scopes[route["operationId"]])
                route["description"] = f"{route.get('description', '')} Scope: {wanted}.".strip()


def _statuses(path: str, method: str, route: dict[str, Any]) -> list[int]:
    if "security" not in route:
        return [500, 503]
    found = [*_ANY]
    found += _WITH_BODY if "requestBody" in route else ()
    found += [404] if "{" in path or path.endswith("/next") else []
    found += [409] if method == "post" else []
    found += [412] if method == "post" and ("{lead_id}" in path or "publish" in path) else []
    return sorted(found)


def _response(status: int) -> dict[str, Any]:
    codes = [f"`{code}`: {title}" for code, (of, title) in CODES.items() if of == status]
    if status == 409:
        codes.append("a code in capitals: the engine refuses, `missing` says what would help.")
    again = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
    found: dict[str, Any] = {
        "description": " ".join(codes),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}},
    }
    return {**found, "headers": again} if status in (429, 503) else found


def _scopes(api: NinjaAPI) -> Iterator[tuple[str, tuple[str, ...]]]:
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            for operation in view.operations:
                name = operation.operation_id or api.get_openapi_operation_id(operation)
                found = [getattr(item, "scopes", ()) for item in operation.auth_callbacks]
                yield name, tuple(scope for scopes in found for scope in scopes)
