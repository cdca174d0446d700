"""How often somebody wants letters: one question for each kind that can be stopped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from ospolis.core.mail.choices import Rhythm
from ospolis.core.mail.selectors import ChosenRhythm


class LettersForm(forms.Form):
    """One question for each kind; the name of the field is the code of the kind."""

    def __init__(self, chosen: Iterable[ChosenRhythm], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in chosen:
            field = forms.ChoiceField(label=str(row.kind.words), choices=Rhythm.choices, initial=row.rhythm)
            self.fields[row.kind.code] = field

    def rhythms(self) -> dict[str, Rhythm]:
        """What was chosen, by the code of the kind."""
        return {code: Rhythm(value) for code, value in self.cleaned_data.items()}
