"""Routes of leads: read one, send one, report what happened to it."""

from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from leadpact.desk import access, clock
from leadpact.desk.api.answering import acts, command_id_of, expected_version
from leadpact.desk.api.bodies import (
    ActivityBody,
    AssignBody,
    CallbackBody,
    CaptureBody,
    ClaimBody,
    CommandBody,
    DispositionBody,
    GivenActivity,
    ReplyBody,
    SkipBody,
    TouchBody,
)
from leadpact.desk.api.lead_queries import (
    answer_of_decision,
    first_sent_at,
    lead_result,
    refuse_unknown_fields,
)
from leadpact.desk.api.problems import CommandRefused, PlaceFault, Problem
from leadpact.desk.api.results import (
    CapturedLead,
    DecidedLead,
    ErasedPerson,
    ExplanationResult,
    LeadResult,
)
from leadpact.desk.api.tokens import BearerToken, token_of_request
from leadpact.desk.capture.actions import GivenConsent, capture
from leadpact.desk.leads.actions import record
from leadpact.desk.leads.erasure import erase
from leadpact.desk.leads.ledger import ledger_of
from leadpact.desk.leads.queries import read_lead
from leadpact.desk.people.models import ApiToken
from leadpact.desk.people.roles import Role
from leadpact.desk.people.tokens import actor_of
from leadpact.desk.store import open_store
from leadpact.engine.lead import Activity
from leadpact.engine.lifecycle import (
    AgreeCallback,
    AssignToRep,
    ClaimLead,
    Command,
    DisposeLead,
    ReassignLead,
    RecordActivity,
    RecordOptOut,
    RecordReply,
    RecordTouch,
    SkipStep,
)
from leadpact.explain.follow_up import explain_follow_up
from leadpact.storage.lead_store import leads_of_person
from leadpact.terms.stages import RepRole, channel_of

router = Router(tags=["leads"])
_READ, _WRITE = BearerToken("leads:read"), BearerToken("leads:write")
_WORK, _TEAM = BearerToken("work:write"), BearerToken("team:write")
_ERASE = BearerToken("leads:erase")
Make = Callable[[str, datetime, str], Command]
"""Makes a command of its id, its moment and who acts."""


@router.post("/leads", response=CapturedLead, auth=_WRITE)
@acts
def add_lead(request: HttpRequest, body: CaptureBody) -> CapturedLead:
    """Send a lead. A person who is known already becomes an exchange of their lead."""
    refuse_unknown_fields(body.lead)
    command_id = command_id_of(request, body.command_id)
    captured = capture(
        body.lead,
        [_activity(item, f"{command_id}/{n}") for n, item in enumerate(body.activities)],
        source=body.source,
        command_id=command_id,
        actor=actor_of(token_of_request(request)),
        consent=[GivenConsent(**item.model_dump()) for item in body.consent],
    )
    decided = answer_of_decision(captured.lead_id, command_id, captured.decision)
    return CapturedLead(**decided.model_dump(), is_new=captured.is_new)


@router.get("/leads/{lead_id}", response=LeadResult, auth=_READ)
def get_lead(request: HttpRequest, response: HttpResponse, lead_id: str) -> LeadResult:
    """Read a lead with its clocks and tasks; the `ETag` is its version."""
    token = token_of_request(request)
    card = access.lead_for_token(token, lead_id)
    is_shown = token.user is None or access.may_see_contact(token.user, lead_id)
    found = lead_result(card, is_shown=is_shown)
    response.headers["ETag"] = f'"{found.version}"'
    return found


@router.get("/leads/{lead_id}/explain", response=ExplanationResult, auth=_READ)
def explain_lead(request: HttpRequest, lead_id: str) -> ExplanationResult:
    """Read why a lead has its stage, its owner and its clocks."""
    access.lead_for_token(token_of_request(request), lead_id)
    as_of = clock.now()
    view = read_lead(lead_id, as_of=as_of)
    text = explain_follow_up(view.state, view.rules, as_of=as_of)
    return ExplanationResult(
        lead_id=lead_id,
        fingerprint=view.rules.fingerprint,
        follow_up=text.split("\n\n"),
        ledger=ledger_of(view.state, view.rules.ruleset, as_of=as_of),
    )


@router.post("/leads/{lead_id}/activities", response=DecidedLead, auth=_WRITE)
@acts
def add_activity(request: HttpRequest, lead_id: str, body: ActivityBody) -> DecidedLead:
    """Report something that the prospect did."""
    command_id = command_id_of(request, body.command_id)
    activity = _activity(body, command_id)
    return _record(
        request,
        lead_id,
        command_id,
        body.occurred_at,
        lambda name, at, actor: RecordActivity(name, at, activity, actor=actor),
    )


@router.post("/leads/{lead_id}/touches", response=DecidedLead, auth=_WORK)
@acts
def add_touch(request: HttpRequest, lead_id: str, body: TouchBody) -> DecidedLead:
    """Report that a rep contacted the lead, or tried to."""
    rep_id, channel = _rep(request, body.rep_id), channel_of(body.channel)
    return _command(
        request,
        lead_id,
        body,
        lambda name, at, actor: RecordTouch(name, at, rep_id, channel, actor=actor),
    )


@router.post("/leads/{lead_id}/dispositions", response=DecidedLead, auth=_WORK)
@acts
def add_disposition(request: HttpRequest, lead_id: str, body: DispositionBody) -> DecidedLead:
    """Report what becomes of the lead."""
    rep_id = _rep(request, body.rep_id)
    side = body.side or _side(request)
    values = body.model_dump(exclude={"command_id", "occurred_at", "side", "rep_id", "code"})
    return _command(
        request,
        lead_id,
        body,
        lambda name, at, actor: DisposeLead(
            name, at, side, body.code, rep_id, **values, actor=actor
        ),
    )


@router.post("/leads/{lead_id}/replies", response=DecidedLead, auth=_WORK)
@acts
def add_reply(request: HttpRequest, lead_id: str, body: ReplyBody) -> DecidedLead:
    """Report that the prospect answered."""
    channel = channel_of(body.channel) if body.channel else None
    return _command(
        request, lead_id, body, lambda name, at, actor: RecordReply(name, at, channel, actor=actor)
    )


@router.post("/leads/{lead_id}/callbacks", response=DecidedLead, auth=_WORK)
@acts
def add_callback(request: HttpRequest, lead_id: str, body: CallbackBody) -> DecidedLead:
    """Report when rep and prospect agreed to talk next."""
    return _command(
        request,
        lead_id,
        body,
        lambda name, at, actor: AgreeCallback(name, at, body.callback_at, actor=actor),
    )


@router.post("/leads/{lead_id}/opt-out", response=DecidedLead, auth=_WORK)
@acts
def add_opt_out(request: HttpRequest, lead_id: str, body: CommandBody) -> DecidedLead:
    """Report that the prospect wants no further contact."""
    return _command(
        request, lead_id, body, lambda name, at, actor: RecordOptOut(name, at, actor=actor)
    )


@router.post("/leads/{lead_id}/erase", response=ErasedPerson, auth=_ERASE)
@acts
def erase_lead(request: HttpRequest, lead_id: str, body: CommandBody) -> ErasedPerson:
    """Erase the person of a lead, in all leads that merges made one; it cannot be undone."""
    name, at = _checked(request, lead_id, body.command_id, body.occurred_at)
    refusal = erase(lead_id, by=actor_of(token_of_request(request)), command_id=name, at=at)
    if refusal is not None:
        raise CommandRefused(refusal)
    state = read_lead(lead_id, as_of=clock.now()).state
    return ErasedPerson(
        lead_id=lead_id,
        command_id=name,
        version=state.version,
        erased_at=state.erased_at or at,
        lead_ids=leads_of_person(open_store(), lead_id),
    )


@router.post("/leads/{lead_id}/claim", response=DecidedLead, auth=_WORK)
@acts
def claim_lead(request: HttpRequest, lead_id: str, body: ClaimBody) -> DecidedLead:
    """Take a lead from a queue."""
    rep_id = _rep(request, body.rep_id) or ""
    return _command(
        request,
        lead_id,
        body,
        lambda name, at, actor: ClaimLead(name, at, body.pool, rep_id, actor=actor),
    )


@router.post("/leads/{lead_id}/skip", response=DecidedLead, auth=_WORK)
@acts
def skip_step(request: HttpRequest, lead_id: str, body: SkipBody) -> DecidedLead:
    """Leave out the next step of a cadence."""
    return _command(
        request,
        lead_id,
        body,
        lambda name, at, actor: SkipStep(
            name, at, body.run_id, body.step_id, body.reason, actor=actor
        ),
    )


@router.post("/leads/{lead_id}/assign", response=DecidedLead, auth=_TEAM)
@acts
def assign_lead(request: HttpRequest, lead_id: str, body: AssignBody) -> DecidedLead:
    """Give a lead to another rep: to the one named, else by the routes of the pact."""
    rep_id = body.rep_id
    if rep_id and not access.reps_for_token(token_of_request(request)).filter(pk=rep_id).exists():
        _refuse_rep(rep_id)
    return _command(
        request,
        lead_id,
        body,
        lambda name, at, actor: (
            AssignToRep(name, at, rep_id, actor=actor)
            if rep_id
            else ReassignLead(name, at, actor=actor)
        ),
    )


def _command(request: HttpRequest, lead_id: str, body: CommandBody, make: Make) -> DecidedLead:
    return _record(request, lead_id, body.command_id, body.occurred_at, make)


def _record(
    request: HttpRequest, lead_id: str, given_id: str | None, at: datetime | None, make: Make
) -> DecidedLead:
    """Record a command on a lead that the token sees, at the version that it expects.

    Raises
    ------
    Problem
        With the refusal of the engine, or where the lead has another version.
    """
    name, moment = _checked(request, lead_id, given_id, at)
    decision = record(lead_id, make(name, moment, actor_of(token_of_request(request))))
    return answer_of_decision(lead_id, name, decision)


def _checked(
    request: HttpRequest, lead_id: str, given_id: str | None, at: datetime | None
) -> tuple[str, datetime]:
    """Return id and moment of a command, on a lead that the token sees, at the version expected."""
    expected = expected_version(request)
    access.lead_for_token(token_of_request(request), lead_id)
    if expected is not None:
        _check_version(lead_id, expected)
    name = command_id_of(request, given_id)
    return name, at or first_sent_at(lead_id, name) or clock.now()


def _check_version(lead_id: str, expected: int) -> None:
    version = open_store().lock_row(lead_id).version
    if version != expected:
        detail = f"The lead has version {version}, not {expected}: read it again."
        raise Problem("version-changed", detail, headers={"ETag": f'"{version}"'})


def _activity(given: GivenActivity, name: str) -> Activity:
    return Activity(
        given.activity_id or name,
        given.kind,
        given.occurred_at,
        channel=given.channel,
        campaign=given.campaign,
        content=given.content,
        value=given.value,
    )


def _rep(request: HttpRequest, given: str | None) -> str | None:
    """Return the rep of a report: the token's own; services and managers name others too."""
    token: ApiToken = token_of_request(request)
    own = token.user.rep_id if token.user is not None else None
    if given is None or given == own:
        return own
    if token.user is not None and not token.user.has(Role.MANAGER, Role.REVOPS):
        _refuse_rep(given)
    return given


def _refuse_rep(rep_id: str) -> None:
    fault = PlaceFault("rep_id", f"This token does not act for {rep_id}.", "value-invalid")
    raise Problem("fields-invalid", "The rep is another one's to name.", errors=[fault])


def _side(request: HttpRequest) -> RepRole:
    user = token_of_request(request).user
    role = user.rep.role if user is not None and user.rep is not None else None
    return RepRole(role) if role and role in RepRole.__members__ else RepRole.SDR
