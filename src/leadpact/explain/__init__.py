"""Explanations of one lead in plain words: of a judgement, of its follow-up, of a task's place.

Nothing is decided here: all that is explained is in the judgement, in the state of the lead, or in
the order of a rep's work.
"""

from leadpact.explain.follow_up import explain_follow_up
from leadpact.explain.judgement import explain_judgement, judgement_lines
from leadpact.explain.places import explain_place
from leadpact.explain.view import stage_words
from leadpact.explain.words import BY_FOLLOW_UP, BY_GATES

__all__ = [
    "BY_FOLLOW_UP",
    "BY_GATES",
    "explain_follow_up",
    "explain_judgement",
    "explain_place",
    "judgement_lines",
    "stage_words",
]
