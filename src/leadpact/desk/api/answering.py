"""How a route that changes something answers: one transaction, with the key of the request."""

import json
import secrets
from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

from leadpact.desk.api.handlers import problem_of
from leadpact.desk.api.problems import MEDIA_TYPE, CommandRefused, PlaceFault, Problem
from leadpact.desk.api.request_keys import (
    KeptAnswer,
    TakenKey,
    free_key,
    keep_answer,
    read_key,
    take_key,
)
from leadpact.desk.api.tokens import token_of_request
from leadpact.desk.people.tokens import actor_of
from leadpact.desk.store import in_transaction


def acts(view: Callable[..., BaseModel]) -> Callable[..., HttpResponse]:
    """Run a route in one transaction with the answer that is kept under its key.

    The route is run once a key. What it refuses is an answer too, and kept; where it fails, nothing
    is kept, and it may be sent again.
    """

    @wraps(view)
    def run(request: HttpRequest, **values: Any) -> HttpResponse:
        key = read_key(request)
        if key is None:
            return _answer(view, request, values, None).response()
        taken = take_key(request, actor_of(token_of_request(request)), key)
        if isinstance(taken, KeptAnswer):
            return taken.response(is_again=True)
        try:
            answer = _answer(view, request, values, taken)
        except Exception:
            free_key(taken)
            raise
        return answer.response()

    return run


@in_transaction
def _answer(
    view: Callable[..., BaseModel],
    request: HttpRequest,
    values: Mapping[str, Any],
    taken: TakenKey | None,
) -> KeptAnswer:
    try:
        with transaction.atomic():  # what is not done whole is not done
            answer = _view_answer(view, request, values)
    except Exception as error:
        problem = problem_of(error)
        if problem.status >= 500:
            raise
        answer = _problem_answer(problem)
    if taken is not None and answer.status != HTTPStatus.UNPROCESSABLE_ENTITY:
        keep_answer(taken, answer)
    elif taken is not None:
        free_key(taken)  # nothing was done, and the words may quote a value of a person
    return answer


def _view_answer(
    view: Callable[..., BaseModel], request: HttpRequest, values: Mapping[str, Any]
) -> KeptAnswer:
    try:
        result = view(request, **values)
    except CommandRefused as refusal:  # the command is stored with its refusal
        return _problem_answer(refusal)
    version = getattr(result, "version", None)
    headers = {"ETag": f'"{version}"'} if version is not None else {}
    return KeptAnswer(200, result.model_dump_json(), headers=headers)


def _problem_answer(problem: Problem) -> KeptAnswer:
    return KeptAnswer(problem.status, json.dumps(problem.as_dict()), MEDIA_TYPE, problem.headers)


def command_id_of(request: HttpRequest, given: str | None) -> str:
    """Return the id of the command of a request: as given, else by its key, else one of its own."""
    key = read_key(request)
    if given is None and key is not None:
        return f"{actor_of(token_of_request(request))}/{key}"
    return given or secrets.token_hex(12)


def expected_version(request: HttpRequest) -> int | None:
    """Return the version that `If-Match` asks for; None: any.

    Raises
    ------
    Problem
        Where it is no version.
    """
    text = request.headers.get("If-Match", "").strip()
    if text in ("", "*"):
        return None
    bare = text.strip('"')
    if not (bare.isascii() and bare.isdigit() and len(bare) < 10):
        fault = PlaceFault(
            "If-Match", 'It takes the ETag of a lead, such as "12".', "value-invalid"
        )
        raise Problem("fields-invalid", "A header is not as documented.", errors=[fault])
    return int(bare)
