"""The only writer of banks in other languages."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ospolis.assessment.events.results import BankWordsInstalled
from ospolis.assessment.models import BankWords
from ospolis.assessment.selectors.banks import bank_in_use
from ospolis.assessment.selectors.wording import words_held
from ospolis.assessment.wordings import prepare_words
from ospolis.core.access import Viewer
from ospolis.core.journal import INSTALLATION, record


@transaction.atomic
def install_words(*, realm: str, code: str, name: str, content: bytes, actor: Viewer, at: datetime) -> BankWords:
    """Install words of a bank in another language, for an office or for all; words that a file leaves out stay.

    Raises   BankRefused with every problem; NoSuchBank
    Emits    assessment.bank_words_installed, unless the same words are in use already
    """
    bank = bank_in_use(actor, realm, code).bank
    held = words_held(actor, realm, code)
    kept = prepare_words(name, content, bank, held)
    if held.get(kept.language) == kept.content:
        return BankWords.objects.filter(realm=realm, bank_code=code, language=kept.language).latest("id")
    row = BankWords.objects.create(
        realm=realm, bank_code=code, language=kept.language, digest=kept.digest, content=kept.content, installed_at=at
    )
    event = BankWordsInstalled(code=code, language=row.language, version=bank.version, questions=kept.questions)
    record(event, actor=actor, at=at, realm=realm or INSTALLATION)
    return row
