"""The pages on which RevOps and marketing see forms, and make the next version of one."""

import re
from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from leadpact.desk import access, clock
from leadpact.desk.capture.form_actions import FormDraft, make_first_form, make_version
from leadpact.desk.capture.form_fields import FormField, fields_on_offer, read_fields
from leadpact.desk.capture.form_queries import (
    live_form,
    live_forms,
    read_versions,
    unasked_must_haves,
)
from leadpact.desk.capture.form_views import is_allowed
from leadpact.desk.capture.models import FormVersion
from leadpact.desk.people.actions import actor_of_user
from leadpact.desk.permissions import may_open
from leadpact.desk.store import has_pact, rules_in_force
from leadpact.pact.ruleset import Ruleset

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")


def show_forms(request: HttpRequest) -> HttpResponse:
    """Show every form."""
    return render(request, "capture/forms.html", {"forms": live_forms()})


@require_POST
def add_first(request: HttpRequest) -> HttpResponse:
    """Make the first form of a desk that has none."""
    access.user_of(request)
    if has_pact(clock.now()):
        make_first_form(rules_in_force(clock.now()).ruleset)
    return redirect("forms")


def show_versions(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the versions of a form with their counts, and how to embed it."""
    versions = read_versions(slug)
    if not versions:
        raise Http404("There is no such form.")
    ruleset = _ruleset()
    live = versions[0]
    values = {
        "slug": slug,
        "live": live,
        "versions": versions,
        "address": request.build_absolute_uri(f"/f/{slug}"),
        "unasked": unasked_must_haves(ruleset, live.fields) if ruleset else [],
        "activity": ruleset.activities.get(live.form.activity, "") if ruleset else "",
        "may_change": may_open(access.user_of(request).roles, "form-new"),
    }
    return render(request, "capture/form_versions.html", values)


def _ruleset() -> Ruleset | None:
    now = clock.now()
    return rules_in_force(now).ruleset if has_pact(now) else None


def new_version(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the next version of a form can ask, or make it."""
    ruleset = _ruleset()
    if ruleset is None or not _SLUG.fullmatch(slug):
        raise Http404("There is no pact in force yet, or no form of such a name.")
    known = live_form(slug)
    offered = _offered(ruleset, known)
    if request.method == "POST":
        draft = _draft(request.POST, offered)
        fault = check_draft(draft, ruleset)
        if not fault:
            made = make_version(slug, draft, by=actor_of_user(access.user_of(request)))
            messages.success(request, f"Version {made.version} is live from now on.")
            return redirect("form-versions", slug=slug)
    else:
        draft, fault = _draft_of(known), ""
    chosen = {item.name: item for item in draft.fields}
    values = {
        "slug": slug,
        "draft": draft,
        "fault": fault,
        "rows": [
            {
                "field": chosen.get(item.name, item),
                "is_asked": item.name in chosen,
                "place": 1 + list(chosen).index(item.name) if item.name in chosen else "",
            }
            for item in offered
        ],
        "activities": ruleset.activities.items(),
    }
    return render(request, "capture/form_new.html", values, status=422 if fault else 200)


def _offered(ruleset: Ruleset, known: FormVersion | None) -> tuple[FormField, ...]:
    offered = {item.name: item for item in fields_on_offer(ruleset)}
    own = {item.name: item for item in read_fields(known.fields)} if known is not None else {}
    return tuple({**own, **offered}.values())


def _draft_of(known: FormVersion | None) -> FormDraft:
    if known is None:
        return FormDraft("", ())
    return FormDraft(
        known.title,
        read_fields(known.fields),
        activity=known.activity,
        intro=known.intro,
        thanks=known.thanks,
        redirect_to=known.redirect_to,
        consent_purpose=known.consent_purpose,
        consent_wording=known.consent_wording,
    )


def _draft(given: Mapping[str, str], offered: tuple[FormField, ...]) -> FormDraft:
    asked = []
    for item in offered:
        if given.get(f"ask-{item.name}"):
            label = given.get(f"label-{item.name}", "").strip()[:100] or item.label
            is_required = bool(given.get(f"required-{item.name}"))
            place = given.get(f"place-{item.name}", "")
            number = int(place) if place.isdecimal() and len(place) < 4 else 999
            asked.append(
                (number, FormField(item.name, label, item.type, is_required, item.choices))
            )
    fields = tuple(item for _, item in sorted(asked, key=lambda pair: pair[0]))
    names = ("title", "activity", "intro", "thanks", "redirect_to")
    texts = {name: given.get(name, "").strip()[:1000] for name in names}
    return FormDraft(
        fields=fields,
        consent_purpose=given.get("consent_purpose", "").strip()[:100],
        consent_wording=given.get("consent_wording", "").strip()[:1000],
        **texts,
    )


def check_draft(draft: FormDraft, ruleset: Ruleset) -> str:
    """Return why a draft cannot become a version, in words; empty: it can."""
    names = {item.name for item in draft.fields}
    if not draft.title:
        return "Give the form a title: what a visitor asks for with it."
    if not names:
        return "Choose at least one field."
    if not names & {"email", "phone"}:
        return "Ask for the e-mail address or the phone, or nobody can answer."
    if draft.activity and draft.activity not in ruleset.activities:
        return "Choose an activity of the pact."
    if draft.redirect_to and not is_allowed(draft.redirect_to):
        return (
            "The page after sending is of no site that the desk knows. Add its address to the"
            " setting LEADPACT_ORIGINS, or leave it empty for a page of thanks."
        )
    return ""
