"""Install everything that a country hands in for its banks, or nothing of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from ospolis.assessment.services.bank_words import install_words
from ospolis.assessment.services.banks import install_additions, install_bank
from ospolis.core.access import Viewer

if TYPE_CHECKING:
    from ospolis.assessment.bank_files import BankFiles
    from ospolis.assessment.models import Bank, BankWords


@dataclass(frozen=True, slots=True)
class Installed:
    """What came of files: the version of each bank that is used from now on, and the words of each language."""

    banks: tuple[Bank, ...]
    words: tuple[BankWords, ...]


@transaction.atomic
def install_files(*, realm: str, files: BankFiles, actor: Viewer, at: datetime, is_trial: bool = False) -> Installed:
    """Install whole banks, what is added to banks, and words in other languages.

    With `is_trial` nothing stays: everything is held against the rules, and the result says what would come of it.
    Raises   BankRefused with every problem of the first bank that has one; UnicodeDecodeError; ItemTaken; NoSuchBank
    """
    banks = [install_bank(realm=realm, documents=documents, actor=actor, at=at) for documents in files.banks]
    banks += [
        install_additions(realm=realm, code=code, own=own, is_whole=files.is_whole, actor=actor, at=at)
        for code, own in sorted(files.own.items())
    ]
    words = [
        install_words(realm=realm, code=code, name=name, content=content, actor=actor, at=at)
        for name, code, content in files.words
    ]
    if is_trial:
        transaction.set_rollback(True)
    return Installed(tuple(banks), tuple(words))
