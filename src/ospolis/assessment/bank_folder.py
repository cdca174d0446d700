"""Files of banks on the operator's machine: one file, a folder of them, or the folder `banks` of a country folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ospolis.assessment.bank_workbooks import Places, open_bank_workbook
from ospolis.core.program import InputProblem, RefusedInput
from ospolis.mapping.folder.office import read_office
from ospolis.mapping.folder.problems import ProblemList
from ospolis.mapping.folder.reading import read_plain_file

FOLDER = "banks"
_OFFICE = "office.yml"
_TEXTS = frozenset({".yml", ".yaml"})
_BOOKS = frozenset({".xlsx"})
_MOST_FILES = 200


@dataclass(slots=True)
class GivenFiles:
    """What an operator handed in.

    Shapes   files: YAML by name; what came in a workbook stands under the name of the workbook and a part
             places: where the parts of workbooks stand; office: that of the country folder, or empty
             notes: what is left alone, or was understood in an unusual way
    """

    is_whole: bool
    office: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    places: Places = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def gather_files(path: Path) -> GivenFiles:
    """Read files of banks.

    Raises   RefusedInput with every file that cannot be opened, and every place of a workbook that is wrong
    """
    problems = ProblemList()
    given = GivenFiles(is_whole=path.is_dir(), office=_read_office(path))
    root = path / FOLDER if (path / FOLDER).is_dir() else path
    found = list(_walk(root)) if path.is_dir() else [path]
    if len(found) > _MOST_FILES:
        problems.add(str(root), "too-many", f"There are {len(found)} files.", f"At most {_MOST_FILES} are read.")
        found = []
    wrong: list[InputProblem] = []
    for file in found:
        name = file.relative_to(root).as_posix() if path.is_dir() else file.name
        if file.suffix.lower() not in _TEXTS | _BOOKS:
            given.notes.append(f"{name} is no file of a bank (.yml or .xlsx) and is left alone.")
        elif (data := read_plain_file(file, name, problems)) is not None:
            wrong += _take(given, name, data, is_book=file.suffix.lower() in _BOOKS)
    told = [InputProblem(one.place, one.message, one.remedy, one.file, code=one.code) for one in problems.all()]
    if told or wrong:
        raise RefusedInput([*told, *wrong])
    if not given.files:
        raise RefusedInput([InputProblem(str(path), "There is no file of a bank.", "Put .yml or .xlsx files there.")])
    return given


def _take(given: GivenFiles, name: str, data: bytes, *, is_book: bool) -> list[InputProblem]:
    if not is_book:
        given.files[name] = data
        return []
    book = open_bank_workbook(name, data)
    given.files |= book.files
    given.places |= book.places
    given.notes += book.notes
    return list(book.problems)


def _walk(root: Path) -> Iterator[Path]:
    """The files of a folder and of the folders in it, in the order of their names; hidden and readme files are none."""
    for entry in sorted(root.iterdir()):
        if entry.name.startswith(".") or entry.name.lower().startswith("readme"):
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from _walk(entry)
        elif entry.name != _OFFICE:
            yield entry


def _read_office(path: Path) -> str:
    file = path / _OFFICE
    if not path.is_dir() or not file.exists():
        return ""
    problems = ProblemList()
    found = read_office(read_plain_file(file, _OFFICE, problems), problems)
    if problems or found is None:
        raise RefusedInput([InputProblem(one.place, one.message, one.remedy, one.file) for one in problems.all()])
    return found.key
