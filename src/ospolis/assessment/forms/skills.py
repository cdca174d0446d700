"""The form in which somebody says who has which skill."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ospolis.assessment.choices import SkillHeld

if TYPE_CHECKING:
    from ospolis.engines.maturity import Skill


class SkillsForm(forms.Form):
    """One choice for each skill; nothing chosen means that it is not known."""

    def __init__(self, *args: Any, skills: Iterable[Skill], held: Mapping[str, str], **more: Any) -> None:
        super().__init__(*args, **more)
        for skill in skills:
            self.fields[skill.code] = forms.ChoiceField(
                label=skill.title, help_text=skill.explanation, required=False,
                choices=[("", _("Not known")), *SkillHeld.choices], initial=held.get(skill.code, ""),
            )  # fmt: skip

    def held(self) -> dict[str, str]:
        """Who has which skill, as far as it was said."""
        return {code: str(who) for code, who in self.cleaned_data.items() if who}
