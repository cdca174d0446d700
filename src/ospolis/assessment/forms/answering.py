"""The form of one question, or of all questions of a section. What there is to choose comes from the bank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ospolis.assessment.choices import DraftState

if TYPE_CHECKING:
    from ospolis.assessment.models import Draft
    from ospolis.assessment.questionnaire import Question

MOST_COMMENT = 2_000
LEVELS = ("0", "1", "2", "3", "4")
_OTHERS = {DraftState.NOT_KNOWN: _("I do not know"), DraftState.NOT_APPLICABLE: _("This does not apply to us")}


@dataclass(frozen=True, slots=True)
class QuestionFields:
    """The fields of one question on a page, and whether its answer was carried over and waits for a yes."""

    question: Question
    answer: BoundField
    comment: BoundField
    evidence: BoundField
    is_prefill: bool
    is_answered: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed for one question."""

    item: str
    state: DraftState
    level: int | None
    comment: str
    evidence: str


class QuestionsForm(forms.Form):
    """A level for each question, or why there is none; a comment and an address of evidence.

    Fields are named as in field forms: the code of the question with `_` for `.`.
    """

    def __init__(self, data: QueryDict | None, *, questions: Sequence[Question], drafts: Mapping[str, Draft]) -> None:
        super().__init__(data)
        self.questions, self.drafts = tuple(questions), drafts
        for question in self.questions:
            name, draft = name_of(question.code), drafts.get(question.code)
            self.fields[name] = _answer_field(question, draft)
            self.fields[f"{name}_comment"] = _comment_field(draft)
            self.fields[f"{name}_evidence"] = _evidence_field(draft)

    @property
    def rows(self) -> Iterator[QuestionFields]:
        """The questions in their order, each with its fields."""
        for question in self.questions:
            name, draft = name_of(question.code), self.drafts.get(question.code)
            yield QuestionFields(
                question, self[name], self[f"{name}_comment"], self[f"{name}_evidence"],
                is_prefill=draft is not None and draft.is_prefill,
                is_answered=draft is not None and not draft.is_prefill,
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for name in map(name_of, (question.code for question in self.questions)):
            said_more = found.get(f"{name}_comment") or found.get(f"{name}_evidence")
            if said_more and not found.get(name) and name not in self.errors:
                words = _("Choose an answer as well. You may say that you do not know.")
                self.add_error(name, ValidationError(words))
        return found

    def typed(self) -> list[Typed]:
        """What was said; a question without an answer stays open and is left out."""
        found = []
        for question in self.questions:
            name = name_of(question.code)
            chosen = str(self.cleaned_data.get(name) or "")
            if not chosen:
                continue
            level = int(chosen) if chosen in LEVELS else None
            state = DraftState.LEVEL if level is not None else DraftState(chosen)
            comment, evidence = self.cleaned_data[f"{name}_comment"], self.cleaned_data[f"{name}_evidence"]
            found.append(Typed(question.code, state, level, comment, evidence))
        return found


class FileForm(forms.Form):
    """A file that comes with an answer."""

    file = forms.FileField(
        label=_("A file that shows it"), required=False,
        help_text=_("At most 2 MB. It is checked before anybody can open it."),
        error_messages={"empty": _("The file is empty. Choose another one.")},
    )  # fmt: skip

    def __init__(self, data: QueryDict | None, files: MultiValueDict[str, UploadedFile[Any]] | None) -> None:
        super().__init__(data, files)


def name_of(code: str) -> str:
    """The name of the field of a question."""
    return code.replace(".", "_")


def _answer_field(question: Question, draft: Draft | None) -> forms.ChoiceField:
    others = [state for state in _OTHERS if question.may_be_na or state != DraftState.NOT_APPLICABLE]
    held = "" if draft is None else str(draft.level) if draft.state == DraftState.LEVEL else draft.state
    return forms.ChoiceField(
        label=mark_words(question.statement, question.lang), help_text=mark_words(question.help, question.lang),
        required=False, initial=held, widget=forms.RadioSelect,
        choices=[*level_choices(question), *((state.value, _OTHERS[state]) for state in others)],
        error_messages={"invalid_choice": _("Choose one of the answers")},
    )  # fmt: skip


def level_choices(question: Question) -> list[tuple[str, str]]:
    """The five levels of a question, each in its words."""
    levels = zip(LEVELS, question.anchors, strict=True)
    return [(level, mark_words(words, question.lang)) for level, words in levels]


def mark_words(words: str, language: str) -> str:
    """Words for a label; those in another language than the page say so, for whoever has them read aloud."""
    return format_html('<span lang="{}" dir="auto">{}</span>', language, words) if language else words


def _comment_field(draft: Draft | None) -> forms.CharField:
    return forms.CharField(
        label=_("Comment"), required=False, max_length=MOST_COMMENT, initial=draft.comment if draft else "",
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )  # fmt: skip


def _evidence_field(draft: Draft | None) -> forms.CharField:
    return forms.CharField(
        label=_("Address of a page that shows it"), required=False, max_length=2048,
        initial=draft.evidence if draft else "", validators=[_check_address],
        widget=forms.URLInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )  # fmt: skip


def _check_address(text: str) -> None:
    """Refuse what is no address of a web page.

    Raises   ValidationError
    """
    try:
        URLValidator(schemes=["http", "https"])(text)
    except ValidationError:
        raise ValidationError(_("Enter an address that begins with https://")) from None
