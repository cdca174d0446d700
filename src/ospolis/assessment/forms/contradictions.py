"""The form in which somebody says what is to be made of a contradiction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ospolis.assessment.choices import ContradictionState, Reason

_LONGEST = 1_000


class ResolveForm(forms.Form):
    """One of three ways, with a reason where somebody explains."""

    way = forms.ChoiceField(
        label=_("What do you say?"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the three")},
    )  # fmt: skip
    reason = forms.ChoiceField(
        label=_("Reason"), required=False, choices=[("", _("No reason chosen")), *Reason.choices],
        help_text=_("Needed when there is a reason for the difference."),
    )  # fmt: skip
    note = forms.CharField(
        label=_("In your words"), required=False, max_length=_LONGEST,
        help_text=_("Whoever may see this contradiction reads it. Name no people."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )  # fmt: skip

    def __init__(self, *args: Any, ways: Iterable[tuple[str, str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        told = [(value, format_html('{}<span class="hint">{}</span>', words, what)) for value, words, what in ways]
        self.fields["way"].choices = told  # type: ignore[attr-defined]  # a choice field

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        reason = values.get("reason")
        if values.get("way") == ContradictionState.EXPLAINED and not reason:
            self.add_error("reason", _("Choose the reason"))
        if reason == Reason.OTHER and not values.get("note", "").strip():
            self.add_error("note", _("Tell the reason in a sentence"))
        return values
