"""One question over HTTP: attempts, waits, limits of time and size; returns, never raises.

A budget of calls for a run and for a month, as paid providers need it, limits the attempts.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote

import httpx

from leadpact.identity.enrichment.values import WhyNot

ASK_AGAIN = frozenset(
    {WhyNot.TIMEOUT, WhyNot.UNREACHABLE, WhyNot.RATE_LIMITED, WhyNot.SERVER_ERROR}
)
"""The failures after which another attempt may help."""


@dataclass(slots=True)
class CallBudget:
    """Counts calls, every attempt for itself, and refuses those beyond the limits.

    Attributes
    ----------
    per_run
        The most calls of a run; None: no limit.
    per_month
        The most calls of a calendar month; None: no limit.
    month
        The month that `n_this_month` counts, `2026-05`; a caller that keeps the budget from one run
        to the next keeps these two.
    n_this_month
        The calls of that month.
    n_this_run
        The calls of this run.
    """

    per_run: int | None = None
    per_month: int | None = None
    month: str = ""
    n_this_month: int = 0
    n_this_run: int = 0

    def spend(self, *, as_of: date) -> bool:
        """Count one call, or return False where it is one too many."""
        month = f"{as_of:%Y-%m}"
        if month != self.month:
            self.month, self.n_this_month = month, 0
        limits = ((self.per_run, self.n_this_run), (self.per_month, self.n_this_month))
        if any(limit is not None and n >= limit for limit, n in limits):
            return False
        self.n_this_run += 1
        self.n_this_month += 1
        return True


@dataclass(frozen=True, slots=True)
class HttpEndpoint:
    """The address and the limits of calls to a provider.

    Attributes
    ----------
    url
        The address; `{key}` in it is replaced by the key, percent-encoded.
    headers
        Sent with each call, such as the provider's own token.
    timeout_seconds
        The longest that any step of an attempt may take, and after which the body of an answer is
        not read further.
    n_attempts
        How often one question is put at most.
    wait_seconds, longest_wait_seconds
        The wait before the second attempt, doubled before each further one, and its limit. A
        `Retry-After` takes its place; one beyond the limit ends the question.
    longest_answer_bytes
        An answer that is longer is not read to its end.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    timeout_seconds: float = 5.0
    n_attempts: int = 3
    wait_seconds: float = 0.5
    longest_wait_seconds: float = 10.0
    longest_answer_bytes: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Reply:
    """The result of a call: JSON, or why there is none; `retry_after` is the server's own wait."""

    document: object = None
    why_not: WhyNot | None = None
    detail: str = ""
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class CallEnvironment:
    """The outside parts that a call needs, as arguments.

    Attributes
    ----------
    client
        The HTTP client, with its proxies and certificates.
    sleep
        Waits for some seconds, such as `time.sleep`.
    clock
        Counts seconds, such as `time.monotonic`.
    """

    client: httpx.Client
    sleep: Callable[[float], object]
    clock: Callable[[], float]


def ask_over_http(
    key: str,
    *,
    endpoint: HttpEndpoint,
    environment: CallEnvironment,
    budget: CallBudget,
    as_of: date,
) -> Reply:
    """Put one question, again where that may help, within the budget.

    Returns
    -------
    Reply
        The JSON of the answer, or the reason of the last attempt.
    """
    reply = Reply(why_not=WhyNot.OVER_BUDGET)
    for attempt in range(endpoint.n_attempts):
        if attempt > 0:
            wait = _wait(endpoint, attempt, reply)
            if wait is None:
                return reply
            environment.sleep(wait)
        if not budget.spend(as_of=as_of):
            return Reply(why_not=WhyNot.OVER_BUDGET, detail=reply.detail)
        reply = _attempt(key, endpoint, environment)
        if reply.why_not not in ASK_AGAIN:
            return reply
    return reply


def _wait(endpoint: HttpEndpoint, attempt: int, reply: Reply) -> float | None:
    if reply.retry_after is not None:
        return reply.retry_after if reply.retry_after <= endpoint.longest_wait_seconds else None
    return min(endpoint.wait_seconds * 2.0 ** (attempt - 1), endpoint.longest_wait_seconds)


def _attempt(key: str, endpoint: HttpEndpoint, environment: CallEnvironment) -> Reply:
    url = endpoint.url.replace("{key}", quote(key, safe="", errors="surrogatepass"))
    ends_at = environment.clock() + endpoint.timeout_seconds
    try:
        with environment.client.stream(
            "GET", url, headers=dict(endpoint.headers), timeout=endpoint.timeout_seconds
        ) as response:
            return _read(response, endpoint, environment.clock, ends_at)
    except httpx.TimeoutException as error:
        return Reply(why_not=WhyNot.TIMEOUT, detail=type(error).__name__)
    except httpx.DecodingError as error:
        return Reply(why_not=WhyNot.UNREADABLE, detail=type(error).__name__)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        return Reply(why_not=WhyNot.UNREACHABLE, detail=type(error).__name__)


def _read(
    response: httpx.Response, endpoint: HttpEndpoint, clock: Callable[[], float], ends_at: float
) -> Reply:
    if not response.is_success:
        return _refusal(response)
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > endpoint.longest_answer_bytes:
            return Reply(why_not=WhyNot.UNREADABLE, detail="too long")
        if clock() > ends_at:
            return Reply(why_not=WhyNot.TIMEOUT, detail="the answer did not end")
    return _parse(bytes(body))


def _refusal(response: httpx.Response) -> Reply:
    status = response.status_code
    detail = f"HTTP {status}"
    if status in {404, 410}:
        return Reply(why_not=WhyNot.NOT_FOUND, detail=detail)
    if status == 429 or status >= 500:
        why_not = WhyNot.RATE_LIMITED if status == 429 else WhyNot.SERVER_ERROR
        return Reply(why_not=why_not, detail=detail, retry_after=_retry_after(response))
    return Reply(why_not=WhyNot.REFUSED, detail=detail)


def _retry_after(response: httpx.Response) -> float | None:
    """Read the seconds of `Retry-After`; a date there would need a calendar clock."""
    text = response.headers.get("Retry-After", "").strip()
    return float(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _parse(body: bytes) -> Reply:
    try:
        return Reply(json.loads(body))
    except (ValueError, RecursionError) as error:
        return Reply(why_not=WhyNot.UNREADABLE, detail=type(error).__name__)
