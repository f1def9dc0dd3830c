"""The story of a lead and its refusals in words: every kind of event, every way out."""

import re

import pytest
from events_world import (
    decisions_of,
    erasures_of,
    events_of,
    holds_of,
    ladders_of,
    merges_of,
    no_leads_of,
    withdrawals_of,
)

from leadpact.engine.lifecycle import Decision, EventKind
from leadpact.explain.refusals import refusal_words
from leadpact.explain.story import EVENT_WORDS, describe_event, story_lines
from leadpact.explain.view import FollowUpView
from leadpact.terms.refusals import MEANINGS, Refusal, RefusalCode
from vacuous import some

HISTORIES = (
    *(decisions_of, ladders_of, no_leads_of, holds_of, withdrawals_of, erasures_of, merges_of),
)
RAW = re.compile(r"\b[A-Z]{3,}(_[A-Z]+)+\b|\bNone\b|[{}]|\bMillipoints\b")
"""What a code, or a value that was not put in words, looks like."""


def view_of(decision: Decision) -> FollowUpView:
    state = decision.new_state
    assert state.as_of is not None
    return FollowUpView(state, decision.rules, state.as_of, {"ann": "Ann Example"})


def test_every_kind_of_event_has_words_or_is_known_to_keep_the_books() -> None:
    assert set(EVENT_WORDS) == set(EventKind)


def test_every_event_of_random_histories_is_a_sentence_without_codes() -> None:
    described = set()
    for history in HISTORIES:
        for seed in range(12):
            for decision in history(seed):
                for event in decision.events:
                    text = describe_event(event, view_of(decision))
                    assert not RAW.search(text), (event.kind, text)
                    assert text == "" or text.endswith("."), (event.kind, text)
                    described |= {event.kind} if text else set()
    assert len(described) > 35


def test_names_of_reps_are_used_where_they_are_known() -> None:
    histories = [decisions_of(seed) for seed in range(6)]
    texts = [
        line.text
        for decisions in histories
        for line in story_lines(events_of(decisions), view_of(decisions[-1]))
    ]
    assert any("Ann Example" in text for text in some(texts))


def test_withdrawn_report_leaves_the_story_with_what_followed_from_it() -> None:
    before = decisions_of(3)
    after = withdrawals_of(3)[0]
    lines = story_lines([*events_of(before), *after.events], view_of(after))
    goes_back = next(event for event in after.events if event.kind is EventKind.DECIDED_AGAIN)
    kept = [line.n for line in lines if line.n < goes_back.n]
    assert all(n <= goes_back.payload.after_n for n in kept)
    assert any(line.kind is EventKind.DECIDED_AGAIN for line in lines)


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (
            Refusal(
                RefusalCode.TOO_FEW_ATTEMPTS,
                (("attempts", "2"), ("call", "1"), ("email", "3"), ("business_days", "1")),
            ),
            "Still missing: 2 more attempts in all, 1 more call, 3 more e-mails and 1 more business"
            " day.",
        ),
        (
            Refusal(RefusalCode.CANNOT_CLAIM, (("obstacle", "AT_OPEN_CAP"),)),
            "the cap of open leads",
        ),
        (Refusal(RefusalCode.CANNOT_CLAIM, (("obstacle", "NOT_OF_THE_POOL"),)), "not in the pool"),
        (Refusal(RefusalCode.NOTE_TOO_LONG, (("characters", "280"),)), "at most 280 characters"),
        (Refusal(RefusalCode.CALLBACK_IN_THE_PAST), "Give a later time."),
        (Refusal(RefusalCode.OTHER_ROLE_NEEDED, (("role", "MANAGER"),)), "for the manager"),
    ],
)
def test_refusal_names_its_way_out(refusal: Refusal, words: str) -> None:
    assert words in refusal_words(refusal, decisions_of(1)[-1].rules)


@pytest.mark.parametrize("code", RefusalCode)
def test_every_refusal_begins_with_what_it_means(code: RefusalCode) -> None:
    missing = (("no-such-name", "x"),)
    words = refusal_words(Refusal(code, missing), decisions_of(1)[-1].rules)
    assert words.startswith(MEANINGS[code])
    assert "no-such-name" not in words
