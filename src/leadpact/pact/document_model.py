"""What the models of a pact share: how their keys are read, and types that several use."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, GetPydanticSchema
from pydantic_core import PydanticKnownError
from pydantic_core.core_schema import (
    literal_schema,
    no_info_after_validator_function,
    str_schema,
)

from leadpact.pact.positions import Path_

Text = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
RuleId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,59}$")]
ConditionText = Annotated[str, Field(min_length=1)]
Days = Annotated[int, Field(ge=1, le=3650)]
Points = Annotated[int, Field(ge=-1000, le=1000)]
Rate = Annotated[float, Field(gt=0, le=1)]
ScoreRange = Annotated[
    list[Annotated[int, Field(ge=-100_000, le=100_000)]], Field(min_length=2, max_length=2)
]
NightlyFloor = Annotated[int, Field(ge=-100_000, le=100_000)]
Names = Annotated[list[Identifier], Field(max_length=100)]


def written(code: StrEnum) -> str:
    """Return a code as a pact writes it: in small letters."""
    return code.value.lower()


def one_of(texts: Iterable[str]) -> GetPydanticSchema:
    """Return the annotation of a text that is one of these, for `Annotated[str, ...]`."""
    expected = list(texts)
    return GetPydanticSchema(lambda _type, _handler: literal_schema(expected))


def codes_of(kind: Iterable[StrEnum]) -> GetPydanticSchema:
    """Return the annotation of an enumeration's codes as a pact writes them."""
    return one_of(map(written, kind))


def codes_or(kind: Iterable[StrEnum], pattern: str) -> GetPydanticSchema:
    """Return the annotation of a text that is one of an enumeration's codes, or has a form."""
    codes = [written(code) for code in kind]

    def read(text: str) -> str:
        if text in codes or re.match(pattern, text):
            return text
        raise PydanticKnownError("literal_error", {"expected": ", ".join(codes)})

    def shown(_schema: Any, _handler: Any) -> dict[str, Any]:
        forms = {"enum": codes, "type": "string"}, {"pattern": pattern, "type": "string"}
        return {"oneOf": list(forms)}

    return GetPydanticSchema(
        lambda _type, _handler: no_info_after_validator_function(
            read, str_schema(strict=True), metadata={"pydantic_js_functions": [shown]}
        )
    )


def _title(model: type[Any]) -> str:
    return model.__name__.removesuffix("Document")


class WrittenCondition(NamedTuple):
    """A condition of a part of a pact: its path within it, its text, and what it belongs to."""

    path: Path_
    text: str
    owner: str


class PactModel(BaseModel):
    """What every section shares: unknown keys are refused, values are not coerced."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        model_title_generator=_title,
        field_title_generator=lambda name, _info: name.strip("_").replace("_", " "),
    )

    def condition_texts(self) -> Iterable[WrittenCondition]:
        """Return the conditions, each with its path within the model and what it belongs to."""
        return ()
