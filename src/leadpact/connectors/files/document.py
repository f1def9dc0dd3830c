"""The mapping as it is written: one model per section. Checked for shape; sense is in `checks`."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Text = Annotated[str, Field(min_length=1, max_length=500)]
AttributeKind: TypeAlias = Literal["text", "integer", "number", "boolean", "date"]
Delimiter = Annotated[str, Field(pattern=r'^[^"\r\n]$')]


def _as_text(value: Any) -> Any:
    """Return a single YAML value as the text that a cell of a file would hold."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    raise ValueError("write a single value here, not a list or a section")


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Value = Annotated[str, BeforeValidator(_as_text)]
OptionalValue = Annotated[str | None, BeforeValidator(_as_text)]
Formats = Annotated[list[Text], BeforeValidator(_as_list), Field(min_length=1, max_length=20)]


class MappingModel(BaseModel):
    """What every section shares: unknown keys are refused, values are not coerced."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class LookupDocument(MappingModel):
    """A value found in another file."""

    file: Text = Field(description="The other file, or a glob, relative to the data folder.")
    key: Text = Field(description="The column of the other file that is searched.")
    value: Text = Field(description="The column of the other file that holds the answer.")
    by: Text = Field(description="The column of this file whose value is searched for.")
    encoding: Text | None = Field(default=None, description="As for a source.")
    delimiter: Delimiter | None = Field(default=None, description="As for a source.")


class QuarterDocument(MappingModel):
    """A calendar quarter in two columns."""

    year: Text = Field(description="The column that holds the year.")
    quarter: Text = Field(description="The column that holds the quarter: `1` to `4`, or `Q1`.")


class MonthDocument(MappingModel):
    """A calendar month in two columns."""

    year: Text = Field(description="The column that holds the year.")
    month: Text = Field(description="The column that holds the month: `1` to `12`.")


class ColumnDocument(MappingModel):
    """Where the value of one canonical column comes from, and how it is read."""

    column: Text | None = Field(default=None, description="The source column.")
    constant: OptionalValue = Field(default=None, description="One value for every row.")
    template: Text | None = Field(
        default=None, description='Text with source columns in braces: "{Year}-Q{Quarter}".'
    )
    lookup: LookupDocument | None = Field(
        default=None, description="A value found in another file."
    )
    quarter_start: QuarterDocument | None = Field(
        default=None, description="First day of a quarter."
    )
    quarter_end: QuarterDocument | None = Field(
        default=None, description="First day after a quarter."
    )
    month_start: MonthDocument | None = Field(default=None, description="First day of a month.")
    month_end: MonthDocument | None = Field(default=None, description="First day after a month.")
    values: dict[str, OptionalValue] | None = Field(
        default=None, description="Source value to canonical value; `null` makes the value missing."
    )
    otherwise: Literal["refuse", "keep", "missing"] | None = Field(
        default=None,
        description="What to do with values that `values` does not list; by default refuse.",
    )
    default: OptionalValue = Field(
        default=None, description="The canonical value where there is none."
    )
    format: Formats | None = Field(
        default=None, description="How times are written (strptime); several are tried in order."
    )
    decimal_comma: bool = Field(
        default=False, description='Whether numbers are written "1.234,50".'
    )
    unreadable: Literal["refuse", "missing"] = Field(
        default="refuse", description="What becomes of a row whose value cannot be read."
    )

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, value: Any) -> Any:
        """Read `lead_id: LeadId` as `lead_id: {column: LeadId}`."""
        return {"column": value} if isinstance(value, str) else value


class MappedAttributeDocument(ColumnDocument):
    """A column beyond the canonical ones."""

    type: AttributeKind = Field(default="text", description="The type of the column.")


class WhereDocument(MappingModel):
    """Which rows are taken, by the values of one source column. All the keys given must hold."""

    is_: list[Value] | None = Field(default=None, alias="is", description="One of these values.")
    is_not: list[Value] | None = Field(
        default=None, description="None of these; a blank is none of them."
    )
    is_known: bool | None = Field(default=None, description="Whether there is a value.")


class SourceDocument(MappingModel):
    """One file, or several of one shape, whose rows become rows of a canonical table."""

    file: Text = Field(description="A file, or a glob, relative to the data folder.")
    encoding: Text = Field(default="utf-8", description="The encoding of a text file.")
    delimiter: Delimiter | None = Field(
        default=None,
        description="What separates cells; by default `,` for .csv and a tab for .tsv.",
    )
    time_zone: Text | None = Field(
        default=None, description="As for the mapping, for this source alone."
    )
    where: dict[Text, WhereDocument] = Field(default={}, description="Which rows are taken.")
    columns: dict[str, ColumnDocument] = Field(description="Canonical column to its origin.")
    attributes: dict[str, MappedAttributeDocument] = Field(
        default={}, description="Further columns, typed."
    )


class MappingDocument(MappingModel):
    """How a company's files become the canonical tables, as it is written."""

    spec: Literal[1] = Field(description="The version of this format.")
    name: Text = Field(description="What people call this mapping.")
    time_zone: Text | None = Field(
        default=None, description="The zone (IANA name) of times that are written without one."
    )
    tables: dict[str, list[SourceDocument]] | None = Field(
        default=None,
        description="The sources of each canonical table; without it, files go by name.",
    )
