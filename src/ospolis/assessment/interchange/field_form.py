"""The field form of a campaign: the same questions for ODK and KoboToolbox, filled in without a connection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from ospolis.assessment.interchange.asked import LEVELS, NOT_APPLICABLE, NOT_KNOWN, Asked, Institution, Question
from ospolis.assessment.interchange.field_logic import name_fact, name_item, write_relevant
from ospolis.assessment.interchange.form_tables import FieldForm, FormSheet, lay_sheet
from ospolis.engines.maturity.applicability import NAMES

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FORM: Final = "ospolis_campaign_"
COMMENT: Final = "_comment"
_INSTITUTIONS: Final = "institutions"
_ROLES: Final = "roles"
# The element around the choices of a list, as the format has it.
_TOP: Final = "root"
Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class FieldFormOrder:
    """For which campaign a form is made, and which institutions one can choose in it."""

    asked: Asked
    institutions: Sequence[Institution]
    at: datetime


def lay_form(order: FieldFormOrder) -> FieldForm:
    """Lay out the form of a campaign. A question without a wording in a language stands there in the first one."""
    return FieldForm(_lay_survey(order), _lay_choices(order), _lay_settings(order))


def count_wordings(asked: Asked) -> Mapping[str, int]:
    """How many questions have a wording of their own, by language."""
    return {code: sum(code in question.wordings for question in asked.questions) for code in asked.languages}


def name_language(asked: Asked, code: str) -> str:
    """A language as field forms name it: `English (en)`."""
    return f"{asked.languages[code]} ({code})"


def facts_asked(asked: Asked) -> tuple[str, ...]:
    """What the conditions of the questions ask of an institution, in the order of the list of names."""
    named = {name for question in asked.questions for name in question.applies.names | question.ask_when.names}
    return tuple(name for name in NAMES if name in named)


def _label(asked: Asked, words: Mapping[str, str], column: str = "label") -> Cells:
    return {f"{column}::{name_language(asked, code)}": text for code, text in words.items()}


def _in_each(asked: Asked, sentence: StrOrPromise) -> dict[str, str]:
    """One of our own sentences in each language of the form."""
    found = {}
    for code in asked.languages:
        with override(code):
            found[code] = str(sentence)
    return found


def _lay_survey(order: FieldFormOrder) -> FormSheet:
    asked = order.asked
    rows: list[Cells] = [{"type": "start", "name": "start"}, {"type": "end", "name": "end"}]
    rows += _ask_who(asked)
    rows += [
        {
            "type": "calculate",
            "name": name_fact(name),
            "calculation": f"instance('{_INSTITUTIONS}')/{_TOP}/item[name = ${{institution}}]/{name}",
        }
        for name in facts_asked(asked)
    ]
    before: list[str] = []
    for section in asked.sections:
        questions = asked.of_section(section.code)
        if not questions:
            continue
        titles = {code: section.title(code) for code in asked.languages}
        rows.append({"type": "begin_group", "name": f"section_{section.code}"} | _label(asked, titles))
        for question in questions:
            rows += _ask_question(asked, question, before)
            before.append(question.code)
        rows.append({"type": "end_group"})
    labels = [f"label::{name_language(asked, code)}" for code in asked.languages]
    hints = [f"hint::{name_language(asked, code)}" for code in asked.languages]
    columns = ["type", "name", *labels, *hints, "required", "relevant", "calculation", "appearance"]
    return lay_sheet("survey", columns, rows)


def _ask_who(asked: Asked) -> Iterator[Cells]:
    """Ask first for whom the answers are, so that they find their way."""
    with_search = {"required": "yes", "appearance": "minimal"}
    institution = _label(asked, _in_each(asked, _("Which institution are the answers for?")))
    yield {"type": f"select_one {_INSTITUTIONS}", "name": "institution", **with_search} | institution
    role = _label(asked, _in_each(asked, _("In which role do you answer?")))
    yield {"type": f"select_one {_ROLES}", "name": "role", **with_search} | role
    number = _label(asked, _in_each(asked, _("The number in your letter")))
    hint = _in_each(asked, _("Only when several people answer in the same role. Else leave it empty."))
    yield {"type": "integer", "name": "assignment"} | number | _label(asked, hint, "hint")


def _ask_question(asked: Asked, question: Question, before: Sequence[str]) -> Iterator[Cells]:
    name = name_item(question.code)
    relevant = write_relevant((question.applies, question.ask_when), items=before)
    if question.roles and not set(asked.roles) <= set(question.roles):
        roles = " or ".join(f"${{role}} = '{role}'" for role in question.roles)
        relevant = f"({roles}) and {relevant}" if relevant else roles
    statements = {code: f"{question.code}. {question.wording(code).statement}" for code in asked.languages}
    hints = {code: question.wording(code).help for code in asked.languages}
    yield {
        "type": f"select_one {name}",
        "name": name,
        "relevant": relevant,
        **_label(asked, statements),
        **_label(asked, hints, "hint"),
    }
    comments = _in_each(asked, _("Comment (no names of people)"))
    yield {"type": "text", "name": name + COMMENT, "relevant": relevant} | _label(asked, comments)


def _lay_choices(order: FieldFormOrder) -> FormSheet:
    asked, facts = order.asked, facts_asked(order.asked)
    rows: list[Cells] = [
        {"list_name": _INSTITUTIONS, "name": institution.key}
        | _label(asked, dict.fromkeys(asked.languages, institution.name))
        | {name: _fact_text(institution.facts.get(name)) for name in facts}
        for institution in order.institutions
    ]
    rows += [
        {"list_name": _ROLES, "name": role} | _label(asked, _in_each(asked, title))
        for role, title in asked.roles.items()
    ]
    for question in asked.questions:
        rows += _lay_levels(asked, question)
    labels = [f"label::{name_language(asked, code)}" for code in asked.languages]
    return lay_sheet("choices", ["list_name", "name", *labels, *facts], rows)


def _lay_levels(asked: Asked, question: Question) -> Iterator[Cells]:
    name = name_item(question.code)
    for place, level in enumerate(LEVELS):
        words = {code: f"{level}: {question.wording(code).anchors[place]}" for code in asked.languages}
        yield {"list_name": name, "name": level} | _label(asked, words)
    others = [(NOT_APPLICABLE, _("It does not apply to us"))] if question.may_be_na else []
    for choice, sentence in (*others, (NOT_KNOWN, _("We do not know"))):
        yield {"list_name": name, "name": choice} | _label(asked, _in_each(asked, sentence))


def _fact_text(value: float | str | bool | None) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _lay_settings(order: FieldFormOrder) -> FormSheet:
    asked = order.asked
    cells = {
        "form_title": asked.title,
        "form_id": f"{FORM}{asked.campaign}",
        "version": f"{asked.bank}-{asked.version} {order.at:%Y%m%d%H%M%S}",
        "default_language": name_language(asked, next(iter(asked.languages))),
    }
    return lay_sheet("settings", list(cells), [cells])
