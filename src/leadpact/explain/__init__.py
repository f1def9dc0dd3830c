"""Explanations of one lead in plain words: of a judgement, and of its follow-up.

Nothing is decided here: all that is explained is in the judgement, or in the state of the lead.
"""

from leadpact.explain.follow_up import explain_follow_up
from leadpact.explain.judgement import explain_judgement, judgement_lines

__all__ = ["explain_follow_up", "explain_judgement", "judgement_lines"]
