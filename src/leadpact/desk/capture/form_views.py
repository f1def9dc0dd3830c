"""The public pages of a form. They need no sign-in, set no cookie, and may be embedded.

No cookie means that there is nothing that another site could misuse: the signed token of the form
replaces the one of Django.
"""

import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from leadpact.desk import clock
from leadpact.desk.capture.actions import UnableToCapture
from leadpact.desk.capture.form_actions import (
    HIDDEN,
    Submission,
    count_errors,
    count_view,
    note_touch,
    submit,
)
from leadpact.desk.capture.form_fields import (
    FormField,
    check_answers,
    read_fields,
    value_words,
)
from leadpact.desk.capture.form_queries import live_form
from leadpact.desk.capture.models import FormVersion
from leadpact.desk.capture.suspicion import (
    HONEYPOT,
    PUZZLE_BITS,
    TOO_FAST_SECONDS,
    FormToken,
    count_network,
    is_too_old,
    make_token,
    network_of,
    read_token,
)
from leadpact.desk.store import has_pact, in_transaction, rules_in_force
from leadpact.engine.read import UnableToReadLead
from leadpact.terms.zone import moment_at

MOST_A_MINUTE = 600
"""Requests of one network within ten minutes; what is beyond is turned away unread."""

_LONGEST = 20_000
_SCRIPT = Path(__file__).parents[1] / "static" / "desk" / "embed.js"
_QUERY = {"campaign": "utm_campaign", "content": "utm_content", "page": "page"}
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field as the page shows it: with what was written, and what is wrong with that."""

    field: FormField
    value: str
    error: str

    @property
    def element_id(self) -> str:
        """The id of its element."""
        return f"field-{self.field.name}"

    @property
    def options(self) -> list[tuple[str, str]]:
        """What it can be answered with, each with its words."""
        return [(item, value_words(item)) for item in self.field.choices]


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def show_form(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a form, or take what was sent with it."""
    form = _form(slug)
    if request.method == "POST":
        return _take(request, form)
    if request.method == "GET":
        try:
            count_view(form)
        except DatabaseError:  # a count is not worth a page
            _log.exception("A view of form %s was not counted.", slug)
    answers = {name: request.GET.get(key, "")[:500] for name, key in _QUERY.items()}
    return _page(request, form, answers, {})


def _form(slug: str) -> FormVersion:
    form = live_form(slug)
    if form is None:
        raise Http404("There is no such form.")
    return form


def _take(request: HttpRequest, form: FormVersion) -> HttpResponse:
    """Answer a form that was sent: its errors, or the page of thanks."""
    at = clock.now()
    network = network_of(request)
    n_recent = in_transaction(count_network)(network, "form", as_of=at)
    if n_recent > MOST_A_MINUTE or len(request.body) > _LONGEST:
        return _too_much(request)
    answers = {name: str(request.POST[name]).replace("\0", "") for name in request.POST}
    token = read_token(answers.get("token", ""))
    if token is not None and is_too_old(token, at):
        words = "This page was open for more than a day. Please send it once more."
        return _page(request, form, answers, {}, words=words, status=422)
    if not has_pact(at):
        words = "We cannot take this right now. Nothing was sent: please try again later."
        return _page(request, form, answers, {}, words=words, status=503)
    fields = read_fields(form.fields)
    errors = check_answers(fields, answers, rules_in_force(at).ruleset)
    if errors and token is not None and not answers.get(HONEYPOT):
        count_errors(form, list(errors))
        return _page(request, form, answers, errors, token=token, status=422)
    return _send(request, form, Submission(form, answers, token, network, n_recent))


def _send(request: HttpRequest, form: FormVersion, sent: Submission) -> HttpResponse:
    try:
        submit(sent)
    except UnableToReadLead as error:
        return _page(request, form, sent.answers, {error.path: error.fact}, status=422)
    except UnableToCapture:
        words = "We cannot take this here, as you asked us to delete your data. Please write to us."
        return _page(request, form, sent.answers, {}, words=words, status=422)
    where = form.redirect_to
    if where and is_allowed(where):
        return _framed(redirect(where))
    return _framed(redirect("form-thanks", slug=form.slug))


def is_allowed(address: str) -> bool:
    """Tell whether a form may lead to an address: one of a site that the desk knows."""
    return any(address == item or address.startswith(f"{item}/") for item in settings.ORIGINS)


def _too_much(request: HttpRequest) -> HttpResponse:
    response = render(request, "capture/form_busy.html", status=429)
    response.headers["Retry-After"] = "600"
    return _framed(response)


def _page(
    request: HttpRequest,
    form: FormVersion,
    answers: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    token: FormToken | None = None,
    words: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show a form with what was written; correcting an answer needs no second wait."""
    now = clock.now()
    nonce = token.nonce if token is not None else secrets.token_hex(12)
    opened_at = now - timedelta(seconds=TOO_FAST_SECONDS) if words else now
    if token is not None:
        opened_at = moment_at(token.opened_at)
    fields = _fields(form, answers, errors)
    values = {
        "form": form,
        "fields": fields,
        "faulty": [item for item in fields if item.error],
        "hidden": {name: answers.get(name, "") for name in HIDDEN},
        "email_as_is": answers.get("email", "") if "email" in errors else "",
        "has_consented": bool(answers.get("consent")),
        "token": make_token(form.pk, nonce, opened_at=opened_at),
        "nonce": nonce,
        "bits": PUZZLE_BITS,
        "honeypot": HONEYPOT,
        "words": words,
    }
    return _framed(render(request, "capture/form.html", values, status=status))


def _fields(
    form: FormVersion, answers: Mapping[str, str], errors: Mapping[str, str]
) -> list[FieldView]:
    return [
        FieldView(item, answers.get(item.name, ""), errors.get(item.name, ""))
        for item in read_fields(form.fields)
    ]


@require_safe
def show_thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """Thank somebody who sent a form."""
    return _framed(render(request, "capture/form_thanks.html", {"form": _form(slug)}))


@require_safe
def embed_script(request: HttpRequest, slug: str) -> HttpResponse:
    """Return the script that puts a form into a page of another site."""
    del request
    _form(slug)
    response = HttpResponse(_SCRIPT.read_text(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@csrf_exempt
@require_POST
def touched(request: HttpRequest, slug: str) -> HttpResponse:
    """Note which field of an opened form was touched last; a browser says so by itself."""
    form = _form(slug)
    token = read_token(request.POST.get("token", ""))
    n_recent = in_transaction(count_network)(network_of(request), "touch", as_of=clock.now())
    if token is not None and token.version_id == form.pk and n_recent <= MOST_A_MINUTE:
        note_touch(form, token, request.POST.get("field", ""))
    return HttpResponse(status=204)


def _framed(response: HttpResponse) -> HttpResponse:
    """Let the sites that the desk knows embed a page, and a sent form lead to them."""
    origins = " ".join(settings.ORIGINS)
    response.headers["Content-Security-Policy"] = (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
        f" form-action 'self' {origins}; frame-ancestors 'self' {origins}".rstrip()
    )
    return response
