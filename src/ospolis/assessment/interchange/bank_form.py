"""A question bank as a field form (XLSForm), as far as such a form can say it; what it cannot say is named.

Programs for field forms leave alone the columns that are ours, so they keep what a bank says beyond the questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _

from ospolis.assessment.interchange.asked import LEVELS
from ospolis.assessment.interchange.bank_columns import write_cell
from ospolis.assessment.interchange.field_logic import name_item, write_relevant
from ospolis.assessment.interchange.form_tables import FieldForm, FormSheet, lay_sheet, write_form
from ospolis.engines.maturity import Bank, Item
from ospolis.engines.maturity.bank_writing import describe_item

GROUP: Final = "section_"
# What a bank says of a question and a form does not: columns that programs for field forms pass over.
OWN_SURVEY: Final = (
    "unit", "respondent_roles", "applicability", "evidence_class", "no_hook_reason", "weight", "essential_for",
    "reverse", "inclusion", "sdg_tags", "replaces", "added_by",
)  # fmt: skip
OWN_SETTINGS: Final = ("additions", "date", "licence", "source", "bank", "adds")
OWN: Final[Mapping[str, frozenset[str]]] = {"survey": frozenset(OWN_SURVEY), "settings": frozenset(OWN_SETTINGS)}
_NO_HOOK: Final = "A field form has no place for hooks."


@dataclass(frozen=True, slots=True)
class BankForm:
    """A form as a workbook, and what of the bank it does not hold."""

    content: bytes
    unsaid: tuple[str, ...]


def write_bank_form(bank: Bank, said: Mapping[str, Bank]) -> BankForm:
    """Write a bank as a form.

    Shapes   said: the bank in each language, the one that it was written in first
    """
    return BankForm(write_form(lay_bank_form(bank, said)), tuple(_name_unsaid(bank)))


def lay_bank_form(bank: Bank, said: Mapping[str, Bank]) -> FieldForm:
    """Lay a bank out as the three sheets of a form."""
    version, *additions = bank.version.split("+")
    settings = {
        "form_title": bank.title, "form_id": bank.code, "version": version, "default_language": _name(bank.language),
        "additions": " ".join(additions), "date": bank.date, "licence": bank.licence, "source": bank.source,
    }  # fmt: skip
    return FieldForm(
        _lay_survey(bank, said), _lay_choices(bank, said), lay_sheet("settings", list(settings), [settings])
    )


def _lay_survey(bank: Bank, said: Mapping[str, Bank]) -> FormSheet:
    rows: list[dict[str, str]] = []
    before: list[str] = []
    opened, begun = "", dict[str, int]()
    for item in bank.items:
        if item.dimension != opened:
            rows += [{"type": "end_group"}] if opened else []
            begun[item.dimension] = begun.get(item.dimension, 0) + 1
            rows.append(_begin(item.dimension, said, begun[item.dimension]))
            opened = item.dimension
        rows.append(_ask(item, said, before))
        before.append(item.code)
    rows += [{"type": "end_group"}] if opened else []
    words = [f"{column}::{_name(code)}" for column in ("label", "hint") for code in said]
    return lay_sheet("survey", ["type", "name", *words, "relevant", *OWN_SURVEY], rows)


def _begin(code: str, said: Mapping[str, Bank], time: int) -> dict[str, str]:
    found = {language: next(row for row in bank.dimensions if row.code == code) for language, bank in said.items()}
    cells: dict[str, str] = {"type": "begin_group", "name": f"{GROUP}{code}" + (f"_{time}" if time > 1 else "")}
    for language, row in found.items():
        if row.language == language or language == next(iter(said)):
            cells[f"label::{_name(language)}"] = row.title
            cells[f"hint::{_name(language)}"] = row.explanation
    return cells


def _ask(item: Item, said: Mapping[str, Bank], before: list[str]) -> dict[str, str]:
    name, told = name_item(item.code), describe_item(item)
    own: dict[str, str] = {column: write_cell(told[column]) for column in OWN_SURVEY if column in told}
    if item.hooks and not item.no_hook_reason:
        own["no_hook_reason"] = _NO_HOOK
    # Without its hooks a question stands on people and documents.
    own["evidence_class"] = "H"
    cells: dict[str, str] = {"type": f"select_one {name}", "name": name, "added_by": item.added_by} | own
    cells["relevant"] = write_relevant((item.ask_when,), items=before)
    for language, words in _wordings(item.code, said):
        cells[f"label::{_name(language)}"] = words.statement
        cells[f"hint::{_name(language)}"] = words.help
    return cells


def _lay_choices(bank: Bank, said: Mapping[str, Bank]) -> FormSheet:
    rows: list[dict[str, str]] = []
    for item in bank.items:
        for place, level in enumerate(LEVELS):
            told = {f"label::{_name(code)}": words.anchors[place] for code, words in _wordings(item.code, said)}
            rows.append({"list_name": name_item(item.code), "name": str(level), **told})
    return lay_sheet("choices", ["list_name", "name", *(f"label::{_name(code)}" for code in said)], rows)


def _wordings(code: str, said: Mapping[str, Bank]) -> Iterator[tuple[str, Item]]:
    """The words of a question in the languages that have them; the first language always has."""
    for number, (language, bank) in enumerate(said.items()):
        item = bank.item(code)
        if item is not None and (number == 0 or item.language.casefold() == language.casefold()):
            yield language, item


def _name_unsaid(bank: Bank) -> Iterator[str]:
    told: list[tuple[str, list[str]]] = [
        (_("A field form has no place for hooks, so evidence is left out of: %(codes)s."),
         [item.code for item in bank.items if item.hooks]),
        (_("A field form has no place for links to actions. They are left out of: %(codes)s."),
         [item.code for item in bank.items if item.action_links]),
        (_("These questions are in another language than the bank, and the form names only one: %(codes)s."),
         [item.code for item in bank.items if item.language != bank.language]),
        (_("Other questions stand between those of these sections, so they are split: %(codes)s."), _split(bank)),
    ]  # fmt: skip
    yield from (words % {"codes": ", ".join(codes)} for words, codes in told if codes)


def _split(bank: Bank) -> list[str]:
    runs: list[str] = []
    for item in bank.items:
        if not runs or runs[-1] != item.dimension:
            runs.append(item.dimension)
    return sorted({code for code in runs if runs.count(code) > 1})


def _name(code: str) -> str:
    """A language as field forms name it: `English (en)`."""
    name = str(LANG_INFO.get(code.lower(), {}).get("name_local", code))
    return f"{name.replace('(', '').replace(')', '')} ({code})"
