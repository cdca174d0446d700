"""Files of question banks as a country hands them in, sorted by what they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ospolis.assessment.banks import CORE
from ospolis.engines.maturity.bank_reading import HEAD, PART
from ospolis.engines.maturity.refusing import Findings, Place, open_file
from ospolis.engines.maturity.translation import SCHEMA as WORDS
from ospolis.engines.maturity.weights_reading import WEIGHTS


@dataclass(slots=True)
class BankFiles:
    """What a set of files holds. Nothing of it was held against a bank yet.

    Shapes   banks: the documents of each whole bank
             own: what is added to a bank or weighs its questions anew, by the code of the bank
             words: name, code of the bank and content of each file in another language
             is_whole: the files are all that a country adds; else they come beside those that are there
    """

    is_whole: bool
    banks: list[dict[str, bytes]] = field(default_factory=list)
    own: dict[str, dict[str, bytes]] = field(default_factory=dict)
    words: list[tuple[str, str, bytes]] = field(default_factory=list)


def sort_files(files: Mapping[str, bytes], *, is_whole: bool) -> BankFiles:
    """Sort files by the schema that each names; the files of one folder make one bank.

    Raises   BankRefused when a file has another schema, or belongs to no bank
    """
    findings = Findings()
    found = BankFiles(is_whole)
    places = {name: open_file(name, data, findings) for name, data in sorted(files.items())}
    heads = {_folder(name): place.text("code", needed=False) for name, place in places.items() if _is(place, HEAD)}
    banks: dict[str, dict[str, bytes]] = {folder: {} for folder in heads}
    for name, place in places.items():
        schema = place.choice("schema", (HEAD, PART, WEIGHTS, WORDS))
        code = place.text("bank", needed=False) or heads.get(_folder(name)) or CORE
        is_added = schema == WEIGHTS or (schema == PART and place.has("adds"))
        if schema == WORDS:
            found.words.append((name, code, files[name]))
        elif is_added:
            found.own.setdefault(code, {})[name] = files[name]
        elif _folder(name) in banks:
            banks[_folder(name)][name] = files[name]
        elif schema == PART:
            message = "Say 'adds' and a code of your own, or put the head of the bank into the same folder."
            place.refuse("schema", "no-head", message)
    findings.settle()
    found.banks = list(banks.values())
    return found


def _is(place: Place, schema: str) -> bool:
    return place.text("schema", needed=False) == schema


def _folder(name: str) -> str:
    return name.rpartition("/")[0]
