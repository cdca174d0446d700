"""Forms of assessors: levels of a section, documents, grades."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from ospolis.assessment.choices import GradeKind
from ospolis.assessment.forms.answering import level_choices, name_of

if TYPE_CHECKING:
    from ospolis.assessment.questionnaire import Question

_QUARTERS = (
    ("0", _("It does not show it")), ("1", _("It shows a small part")), ("2", _("It shows half of it")),
    ("3", _("It shows most of it")), ("4", _("It shows it in full")),
)  # fmt: skip


class LevelsForm(forms.Form):
    """A level and a note for each question of a section; a question without a level is left as it is."""

    def __init__(
        self, data: QueryDict | None, *, questions: Sequence[Question], held: Mapping[str, tuple[int, str]]
    ) -> None:
        super().__init__(data)
        self.questions = tuple(questions)
        for question in self.questions:
            level, note = held.get(question.code, ("", ""))
            name = name_of(question.code)
            self.fields[name] = forms.ChoiceField(
                label=_("Which level fits %(code)s?") % {"code": question.code}, required=False, initial=str(level),
                widget=forms.RadioSelect, choices=level_choices(question),
                error_messages={"invalid_choice": _("Choose one of the levels")},
            )  # fmt: skip
            self.fields[f"{name}_note"] = forms.CharField(
                label=_("Note"), required=False, max_length=1_000, initial=note,
                widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
            )  # fmt: skip

    def levels(self) -> list[tuple[str, int, str]]:
        """Question, level and note, where a level was chosen."""
        found = []
        for question in self.questions:
            name = name_of(question.code)
            if chosen := self.cleaned_data.get(name):
                found.append((question.code, int(chosen), str(self.cleaned_data[f"{name}_note"])))
        return found


class DocumentForm(forms.Form):
    """A document for a question: an address, or a file."""

    item = forms.ChoiceField(label=_("Question"), error_messages={"required": _("Choose a question")})
    title = forms.CharField(
        label=_("Title of the document"), max_length=300, widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Enter the title")},
    )  # fmt: skip
    day = forms.DateField(
        label=_("Day of the document"), help_text=_("When it was approved or published."),
        widget=forms.DateInput(attrs={"type": "date", "dir": "ltr"}, format="%Y-%m-%d"),
        error_messages={"required": _("Choose a day"), "invalid": _("Write the day as year-month-day, as 2027-03-31")},
    )  # fmt: skip
    address = forms.URLField(
        label=_("Address"), required=False, max_length=2048, assume_scheme="https",
        help_text=_("Where it stands, if it stands on the web."), widget=forms.URLInput(attrs={"dir": "ltr"}),
        error_messages={"invalid": _("Enter an address that begins with https://")},
    )  # fmt: skip
    file = forms.FileField(
        label=_("File"), required=False, help_text=_("At most 10 MB. It is checked before anybody can open it."),
        error_messages={"empty": _("The file is empty. Choose another one.")},
    )  # fmt: skip

    def __init__(
        self,
        data: QueryDict | None,
        files: MultiValueDict[str, UploadedFile[Any]] | None,
        *,
        items: Iterable[tuple[str, Any]],
    ) -> None:
        super().__init__(data, files)
        field = self.fields["item"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", ""), *items]


class GradeForm(forms.Form):
    """How far a document shows what its question asks."""

    quarters = forms.ChoiceField(
        label=_("How far does it show what the question asks?"), widget=forms.RadioSelect, choices=_QUARTERS,
        error_messages={"required": _("Choose a grade")},
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Who says so?"), widget=forms.RadioSelect, choices=GradeKind.choices, initial=GradeKind.ASSESSOR
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=1_000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"})
    )
