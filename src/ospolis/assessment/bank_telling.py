"""What the program says about banks: what is installed, how far translations are, where a problem stands."""

from __future__ import annotations

from typing import Any

from ospolis.assessment.bank_workbooks import Places, find_spot
from ospolis.assessment.banks import InstalledBank, parsed_bank
from ospolis.assessment.installing import Installed
from ospolis.assessment.selectors.banks import bank_in_use
from ospolis.assessment.selectors.wording import languages_of, words_of
from ospolis.assessment.wordings import open_words
from ospolis.core.access import Viewer
from ospolis.core.program import InputProblem
from ospolis.engines.maturity import Bank, Problem, Translation

_MOST_NAMED = 8


def tell_banks(one: InstalledBank) -> dict[str, Any]:
    """A bank in a row."""
    return {
        "bank": one.bank.code, "version": one.version, "title": one.bank.title, "installed": one.pk is not None,
        "questions": len(one.bank.items), "own": sum(bool(item.added_by) for item in one.bank.items),
    }  # fmt: skip


def count_languages(viewer: Viewer, realm: str, bank: Bank) -> list[dict[str, Any]]:
    """How far each language of a bank is.

    Cost     1 query, and 1 for each language
    """
    found = {code: words_of(viewer, realm, bank.code, code) for code in languages_of(viewer, realm, bank.code)}
    return [_count(bank, words) for words in found.values() if words is not None]


def tell_installed(viewer: Viewer, realm: str, done: Installed) -> dict[str, Any]:
    """What came of files, in rows."""
    banks = [
        tell_banks(InstalledBank(row.pk or 0, row.digest, row.version, parsed_bank(row.content))) for row in done.banks
    ]
    words = []
    for row in done.words:
        translation = open_words(row.content)
        asked = [bank for bank in done.banks if bank.code == row.bank_code]
        used = parsed_bank(asked[-1].content) if asked else bank_in_use(viewer, realm, row.bank_code).bank
        words.append(_count(used, translation))
    return {"banks": banks, "words": words}


def tell_words(row: dict[str, Any]) -> str:
    """How far a language is, in a line."""
    told = f"{row['language']}: {row['translated']} of {row['of']} questions and sections are translated."
    for name, words in (("missing", "Still missing"), ("stale", "Changed since they were translated")):
        codes = row[name]
        if codes:
            more = f" and {len(codes) - _MOST_NAMED} more" if len(codes) > _MOST_NAMED else ""
            told += f" {words}: {', '.join(codes[:_MOST_NAMED])}{more}."
    return told


def tell_problem(problem: Problem, places: Places) -> InputProblem:
    """A problem with the place that people look for: a line of a file, or a cell of a sheet."""
    spot = find_spot(places, problem.file, problem.path)
    if spot is not None:
        return InputProblem(spot.words, problem.message, "", spot.book, spot.row, spot.column, problem.code)
    place = ", ".join(part for part in (problem.file, f"line {problem.line}", problem.path) if part)
    return InputProblem(place, problem.message, "", problem.file, problem.line, problem.path, problem.code)


def _count(bank: Bank, words: Translation) -> dict[str, Any]:
    missing, stale = words.missing(bank), words.stale(bank)
    written = [row.language for row in bank.dimensions] + [row.language for row in bank.items]
    rows = [language for language in written if language != words.language]
    gone = {*missing, *stale}
    return {
        "bank": bank.code, "language": words.language, "translated": len(rows) - len(gone), "of": len(rows),
        "missing": list(missing), "stale": list(stale),
    }  # fmt: skip
