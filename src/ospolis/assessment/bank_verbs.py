"""What `ospolis bank` does: banks listed, checked, installed and written as files."""

from __future__ import annotations

import argparse
from pathlib import Path

from django.utils import timezone

from ospolis.assessment.bank_files import sort_files
from ospolis.assessment.bank_folder import GivenFiles, gather_files
from ospolis.assessment.bank_telling import count_languages, tell_banks, tell_installed, tell_problem, tell_words
from ospolis.assessment.banks import InstalledBank
from ospolis.assessment.installing import Installed, install_files
from ospolis.assessment.interchange.bank_book import write_bank_workbook, write_words_workbook
from ospolis.assessment.interchange.bank_form import write_bank_form
from ospolis.assessment.selectors.banks import NoSuchBank, bank_in_use, banks_of, installed_bank, offered_banks
from ospolis.assessment.selectors.wording import say_in_each, words_of
from ospolis.assessment.services.banks import ItemTaken
from ospolis.core.access import Viewer, system_viewer
from ospolis.core.program import InputProblem, RefusedInput, print_json, print_line, tell
from ospolis.engines.maturity import BankRefused, write_bank
from ospolis.engines.maturity.bank import LANGUAGE
from ospolis.engines.maturity.bank_writing import write_words_to_fill
from ospolis.offices.selectors import offices_seen_by

_VIEWER = "command line"


def show_banks(options: argparse.Namespace) -> None:
    """List the banks of an office."""
    viewer = system_viewer(_VIEWER)
    realm = _find_office(viewer, options, "")
    banks = [
        {**tell_banks(one), "languages": count_languages(viewer, realm, one.bank)}
        for one in offered_banks(viewer, realm).values()
    ]
    if options.json:
        print_json({"office": realm, "banks": banks})
        return
    for row in banks:
        state = "in use" if row["installed"] else "comes along, not used yet"
        print_line(f"{row['bank']} {row['version']}: {row['title']}. {row['questions']} questions, {state}.")
        for words in row["languages"]:
            print_line(f"  {tell_words(words)}")


def take_banks(options: argparse.Namespace, *, is_trial: bool) -> None:
    """Check or install files of banks.

    Raises   RefusedInput with every problem; then nothing was written
    """
    viewer = system_viewer(_VIEWER)
    given = gather_files(options.path)
    realm = _find_office(viewer, options, given.office)
    done = _install(given, realm, viewer, is_trial=is_trial)
    for note in given.notes:
        tell(note)
    rows = tell_installed(viewer, realm, done)
    if options.json:
        print_json({"office": realm, "written": not is_trial, **rows, "notes": given.notes})
        return
    for row in rows["banks"]:
        print_line(f"{row['bank']} {row['version']}: {row['title']}. {row['questions']} questions, {row['own']} added.")
    for words in rows["words"]:
        print_line(f"{words['bank']}: {tell_words(words)}")
    print_line("Nothing was written: this was a check." if is_trial else "Installed.")


def _install(given: GivenFiles, realm: str, viewer: Viewer, *, is_trial: bool) -> Installed:
    try:
        files = sort_files(given.files, is_whole=given.is_whole)
        return install_files(realm=realm, files=files, actor=viewer, at=timezone.now(), is_trial=is_trial)
    except BankRefused as refused:
        raise RefusedInput([tell_problem(problem, given.places) for problem in refused.problems]) from None
    except UnicodeDecodeError:
        raise RefusedInput([InputProblem("files", "A file is no UTF-8 text.", "Save it as UTF-8.")]) from None
    except ItemTaken as taken:
        problems = [
            InputProblem(code, f"The bank {bank} has a question with this code already.", "Give it another code.",
                         code="item-taken")
            for code, bank in sorted(taken.codes.items())
        ]  # fmt: skip
        raise RefusedInput(problems) from None
    except NoSuchBank as missing:
        problem = InputProblem("bank", f"There is no bank '{missing}'.", "Install it first, or correct the code.")
        raise RefusedInput([problem]) from None


def export_bank(options: argparse.Namespace) -> None:
    """Write a bank as files.

    Raises   RefusedInput when there is no such bank, or something stands where the files should go
    """
    viewer = system_viewer(_VIEWER)
    realm = _find_office(viewer, options, "")
    found = _find_bank(viewer, realm, options.code, options.version)
    path: Path = options.path
    if path.exists():
        raise RefusedInput([InputProblem(str(path), "Something stands here already.", "Name a new file or folder.")])
    notes = _write(viewer, realm, found, options)
    for note in notes:
        tell(note)
    if options.json:
        print_json({"office": realm, "bank": found.bank.code, "version": found.version, "path": str(path),
                    "notes": notes})  # fmt: skip
    else:
        print_line(f"{found.bank.code} {found.version} was written to {path}.")


def _write(viewer: Viewer, realm: str, found: InstalledBank, options: argparse.Namespace) -> list[str]:
    path, language = options.path, options.language
    is_book = path.suffix.lower() == ".xlsx"
    if language and not LANGUAGE.fullmatch(language):
        raise RefusedInput([InputProblem("language", f"'{language}' is no code of a language.", "Write fr or pt-BR.")])
    if language:
        held = words_of(viewer, realm, found.bank.code, language)
        write = write_words_workbook if is_book else write_words_to_fill
        path.write_bytes(write(found.bank, held, language))
        return []
    if is_book and options.form:
        form = write_bank_form(found.bank, say_in_each(viewer, realm, found.bank))
        path.write_bytes(form.content)
        return list(form.unsaid)
    if is_book:
        path.write_bytes(write_bank_workbook(found.bank))
        return []
    path.mkdir(parents=True)
    for name, data in write_bank(found.bank).items():
        (path / name).write_bytes(data)
    return []


def _find_bank(viewer: Viewer, realm: str, code: str, version: str) -> InstalledBank:
    try:
        if not version:
            return bank_in_use(viewer, realm, code)
        row = next(row for row in banks_of(viewer, realm) if (row.code, row.version) == (code, version))
    except (NoSuchBank, StopIteration):
        known = ", ".join(offered_banks(viewer, realm))
        message = f"There is no bank '{code}{f' {version}' if version else ''}'."
        raise RefusedInput([InputProblem("bank", message, f"Take one of: {known}.")]) from None
    return installed_bank(viewer, row.pk)


def _find_office(viewer: Viewer, options: argparse.Namespace, named: str) -> str:
    """The office that is meant: named by the command, by the country folder, or the only one; empty for all.

    Raises   RefusedInput
    """
    known = [office.key for office in offices_seen_by(viewer)]
    wanted = options.office or named
    if options.shared:
        return ""
    if not wanted and len(known) == 1:
        return known[0]
    if wanted in known:
        return wanted
    offices = ", ".join(known)
    if wanted:
        remedy = f"Take one of: {offices}." if known else "Map its country folder first: ospolis map FOLDER."
        raise RefusedInput([InputProblem("office", f"There is no office '{wanted}'.", remedy)])
    remedy = f"Say --office with one of: {offices}; or --shared for all." if known else "Say --shared."
    raise RefusedInput([InputProblem("office", "It is not said for which office.", remedy)])
