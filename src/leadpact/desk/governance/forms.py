"""The forms of pacts: a text or a file, and from when on it is in force."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from leadpact.desk import clock

_MOST_BYTES = 2_000_000
DAYS = ((7, "the last 7 days"), (30, "the last 30 days"), (90, "the last 90 days"))


class PactForm(forms.Form):
    """A pact as text or as a file; the file is taken where both are given."""

    file = forms.FileField(label="File", required=False, allow_empty_file=True)
    text = forms.CharField(
        label="Text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "mono"}),
    )
    days = forms.TypedChoiceField(
        label="Compare with the leads of", choices=DAYS, coerce=int, initial=30
    )

    def clean(self) -> dict[str, Any]:
        """Return the values with the text of the file, where one is given."""
        values = super().clean() or {}
        file = values.get("file")
        if file is not None:
            values["text"] = _text_of(file)
        elif "file" not in self.errors and not (values.get("text") or "").strip():
            raise ValidationError("Choose a file, or write the pact into the field.")
        return values


def _text_of(file: Any) -> str:
    if file.size > _MOST_BYTES:
        raise ValidationError("The file is larger than 2 MB: it is hardly a pact.")
    try:
        return str(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValidationError("The file is no text in UTF-8. Save it as UTF-8.") from error


class PublishForm(forms.Form):
    """From when on a pact is in force."""

    effective_at = forms.DateTimeField(
        label="In force from",
        required=False,
        help_text="Your time; empty: at once.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )

    def clean_effective_at(self) -> datetime | None:
        """Return a moment that is to come; None: now."""
        at: datetime | None = self.cleaned_data["effective_at"]
        if at is None:
            return None
        if at <= clock.now():
            raise ValidationError("It is in the past. Leave it empty to publish at once.")
        if at > clock.now() + timedelta(days=366):
            raise ValidationError("It is more than a year away.")
        return at
