"""The pages of pacts: the one in force, a check, a draft with what it changes, publishing."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from leadpact.desk import access, clock
from leadpact.desk.governance.actions import AnotherWasPublished, last_published
from leadpact.desk.governance.draft_actions import (
    PATIENCE_SECONDS,
    count_volumes,
    publish_draft,
    save_draft,
)
from leadpact.desk.governance.forms import PactForm, PublishForm
from leadpact.desk.governance.models import PactDraft
from leadpact.desk.governance.pacts import compare, read_draft, read_history, read_pact, text_of
from leadpact.desk.people.actions import actor_of_user
from leadpact.desk.permissions import may_open
from leadpact.desk.words import when
from leadpact.pact.check import CheckedPact, check_pact_text


def show_pact(
    request: HttpRequest, *, form: PactForm | None = None, checked: CheckedPact | None = None
) -> HttpResponse:
    """Show the pact in force, those before it, and the form of the next one."""
    user, as_of = access.user_of(request), clock.now()
    stored = read_pact(as_of)
    known = {"text": stored.text if stored else "", "days": 30}
    values = {
        "stored": stored,
        "history": read_history(as_of),
        "form": form or PactForm(initial=known),
        "checked": checked,
        "edits": may_open(user.roles, "pact-check"),
    }
    return render(request, "governance/pact.html", values, status=422 if form else 200)


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Check a pact; one that is in order becomes a draft, compared with the pact in force."""
    form = PactForm(request.POST, request.FILES)
    if not form.is_valid():
        return show_pact(request, form=form)
    return _compare(request, form.cleaned_data["text"], form.cleaned_data["days"])


def _compare(request: HttpRequest, text: str, days: int = 30) -> HttpResponse:
    checked = check_pact_text(text)
    if checked.ruleset is None:
        kept = PactForm({"text": text, "days": days})
        return show_pact(request, form=kept, checked=checked)
    by = actor_of_user(access.user_of(request))
    draft = save_draft(text, checked.ruleset, by=by, days=days)
    count_volumes(as_of=clock.now(), patience=PATIENCE_SECONDS, draft_id=draft.pk)
    return redirect("pact-draft", draft.pk)


@require_POST
def bring_back(request: HttpRequest, seq: int) -> HttpResponse:
    """Make a draft of a pact that was published before."""
    text = text_of(seq)
    if text is None:
        raise Http404("There is no such pact.")
    return _compare(request, text)


def show_draft(
    request: HttpRequest, draft_id: int, *, form: PublishForm | None = None, status: int = 200
) -> HttpResponse:
    """Show what a draft changes, in words and in numbers, and the form that publishes it."""
    draft = _draft(draft_id)
    checked = check_pact_text(draft.text)
    values = {
        "draft": draft,
        "checked": checked,
        "comparison": compare(draft, checked.ruleset) if checked.ruleset else None,
        "is_stale": draft.base_seq != last_published() and draft.published_at is None,
        "form": form or PublishForm(),
    }
    return render(request, "governance/draft.html", values, status=status)


@require_POST
def publish(request: HttpRequest, draft_id: int) -> HttpResponse:
    """Publish a draft, now or from a moment on."""
    draft, form = _draft(draft_id), PublishForm(request.POST)
    if draft.published_at is not None:
        messages.info(request, "It was published already.")
        return redirect("pact")
    if not form.is_valid():
        return show_draft(request, draft_id, form=form, status=422)
    at: datetime | None = form.cleaned_data["effective_at"]
    try:
        publish_draft(draft, by=actor_of_user(access.user_of(request)), effective_at=at)
    except AnotherWasPublished:
        return show_draft(request, draft_id, form=form, status=409)
    since = f"from {when(at)} on" if at else "from now on"
    messages.success(request, f"Published: in force {since}. Clocks that run stay as they are.")
    return redirect("pact")


def _draft(draft_id: int) -> PactDraft:
    draft = read_draft(draft_id)
    if draft is None:
        raise Http404("There is no such draft.")
    return draft
