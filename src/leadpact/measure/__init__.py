"""What both departments look at, as lazy relations: nothing here executes and nothing is rendered.

`scorecard_relations` gives them all; each module answers one question.
"""

from leadpact.measure.scorecard import scorecard_relations

__all__ = ["scorecard_relations"]
