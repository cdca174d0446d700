"""Banks in the language of whoever reads them, as far as somebody translated them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language

from ospolis.assessment.banks import parsed_bank
from ospolis.assessment.models import BankWords
from ospolis.assessment.wordings import join_words, say_in_words
from ospolis.core.access import Viewer

if TYPE_CHECKING:
    from ospolis.assessment.models import Campaign
    from ospolis.engines.maturity import Bank, Translation


def say_bank(viewer: Viewer, realm: str, bank: Bank, language: str = "") -> Bank:
    """A bank in a language, that of the page when none is named.

    Returns  the bank; each question and dimension says in which language its words are: what is not translated, or
             was translated from words that have changed since, keeps those that it was written in
    Cost     1 query, none where the whole bank is written in the language
    """
    wanted = language or get_language() or bank.language
    written = {row.language for row in bank.dimensions} | {row.language for row in bank.items}
    if all(_is_in(code, wanted) for code in written):
        return bank
    return say_in_words(bank, _contents(realm, bank.code, _named(wanted)))


def bank_asked(viewer: Viewer, campaign: Campaign) -> Bank:
    """The questions of a campaign in the language of the page.

    Cost     as `say_bank`
    """
    return say_bank(viewer, campaign.realm, parsed_bank(campaign.bank.content))


def say_in_each(viewer: Viewer, realm: str, bank: Bank) -> dict[str, Bank]:
    """A bank in every language into which some of it was translated, beside the one that it was written in.

    Shapes   the language that it was written in stands first, the others by their codes
    Cost     1 query, and 1 for each language
    """
    languages = dict.fromkeys([bank.language, *languages_of(viewer, realm, bank.code)])
    return {code: say_bank(viewer, realm, bank, code) for code in languages}


def languages_of(viewer: Viewer, realm: str, code: str) -> list[str]:
    """The languages into which some of a bank was translated.

    Cost     1 query
    """
    rows = BankWords.objects.filter(realm__in=("", realm), bank_code=code).order_by("language")
    return list(rows.values_list("language", flat=True).distinct())


def words_of(viewer: Viewer, realm: str, code: str, language: str) -> Translation | None:
    """All words of a bank in a language that an office reads: those for all offices, and its own in their place.

    Cost     1 query
    """
    return join_words(_contents(realm, code, (language.casefold(),)))


def words_held(viewer: Viewer, realm: str, code: str) -> dict[str, str]:
    """The words of a bank that one office, or with an empty realm the operator, installed last, by language.

    Cost     1 query
    """
    rows = BankWords.objects.filter(realm=realm, bank_code=code).order_by("id")
    return dict(rows.values_list("language", "content"))


def _contents(realm: str, code: str, languages: tuple[str, ...]) -> list[str]:
    """What applies one after the other: the plain language before its variant, for all before the office's own."""
    rows = BankWords.objects.filter(realm__in=("", realm), bank_code=code, language__in=languages).order_by("id")
    newest = {(row.language, row.realm): row.content for row in rows}
    order = sorted(newest, key=lambda place: (-languages.index(place[0]), place[1]))
    return [newest[place] for place in order]


def _named(language: str) -> tuple[str, ...]:
    """A language, and behind it the one that it is a variant of: pt-BR is read where pt-BR is missing as pt."""
    folded = language.casefold()
    return tuple(dict.fromkeys((folded, folded.partition("-")[0])))


def _is_in(language: str, wanted: str) -> bool:
    return language.casefold() == wanted.casefold() or language.partition("-")[0] == wanted
