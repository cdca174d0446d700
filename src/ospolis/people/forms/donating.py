"""The questions that people may answer about themselves. None has to be answered, and none is filled in for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ospolis.people.choices import AgeBand, Dimension, Disability, Said, Sex

_NONE = ("", _("no answer"))
_SELF = (Said.SELF_DESCRIBED.value, Said.SELF_DESCRIBED.label)
_RATHER_NOT = (Said.PREFER_NOT_TO_SAY.value, Said.PREFER_NOT_TO_SAY.label)


def _question(label: Any, answers: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, widget=forms.RadioSelect, choices=[*answers, _RATHER_NOT, _NONE]
    )  # fmt: skip


def _words(label: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=100, widget=widget)


class DonationForm(forms.Form):
    """Sex or gender, age and disability; each may be left empty."""

    sex = _question(_("What is your sex or gender?"), [*Sex.choices, _SELF])
    sex_words = _words(_("Your sex or gender, in your own words"))
    age_band = _question(_("How old are you?"), [*AgeBand.choices])
    disability = _question(_("Do you live with a disability?"), [*Disability.choices, _SELF])
    disability_words = _words(_("Your disability, in your own words"))

    def __init__(self, data: QueryDict | None, *, held: Mapping[str, tuple[str, str]]) -> None:
        initial = {name: value for name, (value, _own) in held.items()}
        super().__init__(data, initial=initial | {f"{name}_words": own for name, (_value, own) in held.items()})

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for name in (Dimension.SEX, Dimension.DISABILITY):
            if found.get(name) == Said.SELF_DESCRIBED and not str(found.get(f"{name}_words", "")).strip():
                self.add_error(f"{name}_words", ValidationError(_("Write your own words, or choose another answer")))
        return found

    def answers(self) -> dict[Dimension, tuple[str, str]]:
        """The questions that were answered: the answer, and own words where they are the answer."""
        given = {dimension: str(self.cleaned_data[dimension]) for dimension in Dimension}
        return {
            dimension: (value, self.cleaned_data[f"{dimension}_words"] if value == Said.SELF_DESCRIBED else "")
            for dimension, value in given.items()
            if value
        }
