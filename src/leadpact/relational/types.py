"""Names for the two things relations are made of. Ibis types are only partly annotated."""

from typing import Any, TypeAlias

Table: TypeAlias = Any
"""An Ibis table expression."""

Value: TypeAlias = Any
"""An Ibis value expression: a column, or a literal."""
