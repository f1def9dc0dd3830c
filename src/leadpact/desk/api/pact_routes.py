"""Routes of pacts: check, compare, publish, and read the one in force."""

from django.http import HttpRequest
from ninja import Router

from leadpact.desk import clock
from leadpact.desk.api.answering import acts
from leadpact.desk.api.bodies import PactBody, PactPublishBody
from leadpact.desk.api.problems import PlaceFault, Problem
from leadpact.desk.api.results import (
    PactChangeResult,
    PactCheckResult,
    PactDiffResult,
    PactIssueResult,
    PactResult,
    PublishedResult,
)
from leadpact.desk.api.tokens import BearerToken, token_of_request
from leadpact.desk.governance.actions import publish
from leadpact.desk.people.tokens import actor_of
from leadpact.desk.store import fingerprint_in_force, open_store
from leadpact.pact.check import check_pact_text, load_pact_text
from leadpact.pact.diff import diff_rulesets
from leadpact.storage.lead_store import StoredPact, pact_in_force
from leadpact.terms.issues import Issue

router = Router(tags=["pacts"])
_READ = BearerToken("pact:read")


@router.get("/pacts/in-force", response=PactResult, auth=_READ)
def get_pact(request: HttpRequest) -> PactResult:
    """Read the pact in force."""
    del request
    pact = _in_force()
    return PactResult(
        fingerprint=pact.fingerprint,
        name=pact.ruleset.name,
        effective_at=pact.effective_at,
        text=pact.text,
    )


@router.post("/pacts/check", response=PactCheckResult, auth=_READ)
@acts
def check(request: HttpRequest, body: PactBody) -> PactCheckResult:
    """Check a pact: every finding with its line."""
    del request
    checked = check_pact_text(body.text)
    return PactCheckResult(
        is_valid=checked.ruleset is not None,
        fingerprint=checked.ruleset.fingerprint if checked.ruleset is not None else None,
        issues=[_issue(item) for item in checked.issues],
    )


@router.post("/pacts/diff", response=PactDiffResult, auth=_READ)
@acts
def diff(request: HttpRequest, body: PactBody) -> PactDiffResult:
    """Compare a pact with the one in force, in words."""
    del request
    pact, new = _in_force(), load_pact_text(body.text)
    changes = diff_rulesets(pact.ruleset, new)
    names = PactChangeResult.model_fields
    return PactDiffResult(
        in_force=pact.fingerprint,
        fingerprint=new.fingerprint,
        changes=[
            PactChangeResult(**{name: getattr(item, name) for name in names}) for item in changes
        ],
    )


@router.post("/pacts/publish", response=PublishedResult, auth=BearerToken("pact:write"))
@acts
def publish_text(request: HttpRequest, body: PactPublishBody) -> PublishedResult:
    """Publish a pact, in force from now or from a moment on."""
    known = fingerprint_in_force(clock.now())
    if body.in_force is not None and body.in_force != known:
        detail = f"The pact in force has the fingerprint {known}: compare with that one."
        raise Problem("version-changed", detail, title="Another pact is in force.")
    at = body.effective_at or clock.now()
    if at < clock.now():
        fault = PlaceFault("effective_at", "It is past: nobody is judged again.", "value-invalid")
        raise Problem("fields-invalid", "A field cannot be so.", errors=[fault])
    by = actor_of(token_of_request(request))
    ruleset = publish(body.text, by=by, effective_at=at)
    return PublishedResult(fingerprint=ruleset.fingerprint, effective_at=at)


def _in_force() -> StoredPact:
    store = open_store()
    return pact_in_force(store.statements, store.codec.parts, as_of=clock.now())


def _issue(item: Issue) -> PactIssueResult:
    return PactIssueResult(
        code=item.code,
        level=str(item.level),
        line=item.place.line,
        column=item.place.column,
        fact=item.fact,
        fix=item.fix,
    )
