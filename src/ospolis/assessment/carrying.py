"""What a campaign asks, as it is carried to places without a connection: rows of the database as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import get_language, get_language_bidi

from ospolis.assessment.banks import parsed_bank
from ospolis.assessment.choices import DraftState, RespondentRole
from ospolis.assessment.interchange.asked import (
    NOT_APPLICABLE,
    AnswerRow,
    Asked,
    Institution,
    Question,
    Section,
    Wording,
)
from ospolis.assessment.interchange.merging import Held
from ospolis.assessment.interchange.paper import Printing
from ospolis.assessment.interchange.values import read_level
from ospolis.assessment.questionnaire import is_for, items_asked, may_be_left_out
from ospolis.assessment.selectors.inventory import names_for
from ospolis.assessment.selectors.wording import say_in_each
from ospolis.engines.maturity.applicability import join_conditions
from ospolis.engines.maturity.bank import FIRST_LANGUAGE

if TYPE_CHECKING:
    from ospolis.assessment.models import Assignment, Campaign, Draft
    from ospolis.core.access import Viewer
    from ospolis.engines.maturity.bank import Bank, Item
    from ospolis.institutions.models import Institution as InstitutionRow


def asked_of_respondent(viewer: Viewer, assignment: Assignment) -> Asked:
    """What one respondent is asked. Skip logic stays open: on paper and in a sheet, earlier answers are not known yet.

    Cost     4 queries and 1 for each language, one more where the bank asks about an office
    """
    campaign = assignment.campaign
    bank = parsed_bank(campaign.bank.content)
    names = names_for(viewer, bank, assignment.institution)
    items = items_asked(bank, sections=assignment.sections or campaign.sections, names=names, levels={})
    return _ask(viewer, campaign, bank, [item for item in items if is_for(item, assignment.role, campaign.roles)])


def asked_of_institution(viewer: Viewer, campaign: Campaign, institution: InstitutionRow) -> Asked:
    """What an institution is asked, whatever the role.

    Cost     as `asked_of_respondent`
    """
    bank = parsed_bank(campaign.bank.content)
    names = names_for(viewer, bank, institution)
    return _ask(viewer, campaign, bank, list(items_asked(bank, sections=campaign.sections, names=names, levels={})))


def asked_in_the_field(viewer: Viewer, campaign: Campaign) -> Asked:
    """What a campaign asks of anybody: whom a question concerns is decided in the form, by the institution chosen.

    Cost     2 queries and 1 for each language
    """
    bank = parsed_bank(campaign.bank.content)
    return _ask(viewer, campaign, bank, list(items_asked(bank, sections=campaign.sections, names={}, levels={})))


def institution_of(row: InstitutionRow, facts: Mapping[str, float | str | bool | None] | None = None) -> Institution:
    """An institution as papers and forms name it."""
    return Institution(row.key, row.name, facts or {})


def held_answers(drafts: Mapping[str, Draft]) -> dict[str, Held]:
    """What is held of one respondent; what was carried over and not confirmed is nobody's word yet."""
    return {code: Held(_row_of(draft), draft.saved_at) for code, draft in drafts.items() if not draft.is_prefill}


def printing_of(at: datetime) -> Printing:
    """How a document is set in the language that is active."""
    language = get_language() or FIRST_LANGUAGE
    return Printing(language, _name_language(language), get_language_bidi(), settings.OSPOLIS.data_dir / "fonts", at)


def _row_of(draft: Draft) -> AnswerRow:
    told = str(draft.level) if draft.state == DraftState.LEVEL else ""
    level = NOT_APPLICABLE if draft.state == DraftState.NOT_APPLICABLE else read_level(told) or ""
    return AnswerRow(draft.item, level, comment=draft.comment, evidence=draft.evidence)


def _ask(viewer: Viewer, campaign: Campaign, bank: Bank, items: Iterable[Item]) -> Asked:
    said = say_in_each(viewer, campaign.realm, bank)
    questions = tuple(_question(item, campaign.roles, said) for item in items)
    named = {question.section for question in questions}
    return Asked(
        campaign=campaign.pk,
        title=campaign.title,
        bank=bank.code,
        version=bank.version,
        languages={code: _name_language(code) for code in said},
        sections=tuple(
            Section(row.code, _titles(row.code, said)) for row in bank.dimensions if row.code in named
        ),
        questions=questions,
        roles={role: RespondentRole(role).label for role in campaign.roles},
    )  # fmt: skip


def _titles(code: str, said: Mapping[str, Bank]) -> dict[str, str]:
    rows = [row for bank in said.values() for row in bank.dimensions if row.code == code]
    return {row.language: row.title for row in rows}


def _question(item: Item, roles: Iterable[str], said: Mapping[str, Bank]) -> Question:
    told = [found for bank in said.values() if (found := bank.item(item.code))]
    return Question(
        code=item.code,
        section=item.dimension,
        wordings={row.language: Wording(row.statement, row.anchors, row.help, row.language) for row in told},
        applies=join_conditions(item.whom),
        ask_when=item.ask_when,
        roles=tuple(role for role in roles if is_for(item, role, list(roles))),
        may_be_na=may_be_left_out(item),
    )


def _name_language(code: str) -> str:
    return str(LANG_INFO.get(code.lower(), {}).get("name_local", code))
