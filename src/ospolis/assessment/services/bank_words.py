"""The only writer of banks in other languages."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from ospolis.assessment.events.results import BankWordsInstalled
from ospolis.assessment.models import BankWords
from ospolis.assessment.selectors.banks import bank_in_use
from ospolis.assessment.selectors.wording import newest_words
from ospolis.core.access import Viewer
from ospolis.core.journal import INSTALLATION, record
from ospolis.engines.maturity import read_translation, write_translation
from ospolis.engines.maturity.translation import date_translation, merge_translations, open_translation


@transaction.atomic
def install_words(*, realm: str, code: str, name: str, content: bytes, actor: Viewer, at: datetime) -> BankWords:
    """Install words of a bank in another language, for an office or for all; words that a file leaves out stay.

    Raises   BankRefused with every problem; NoSuchBank
    Emits    assessment.bank_words_installed, unless the same words are in use already
    """
    bank = bank_in_use(actor, realm, code).bank
    words = date_translation(read_translation(content, bank, name=name), bank)
    held = newest_words(actor, realm, code, words.language)
    if held is not None:
        words = merge_translations(open_translation(held.content.encode()), words)
    written = write_translation(words)
    digest = hashlib.blake2b(written, digest_size=16).hexdigest()
    if held is not None and held.digest == digest:
        return held
    row = BankWords.objects.create(
        realm=realm, bank_code=code, language=words.language.casefold(), digest=digest, content=written.decode(),
        installed_at=at,
    )  # fmt: skip
    event = BankWordsInstalled(code=code, language=row.language, version=bank.version, questions=len(words.items))
    record(event, actor=actor, at=at, realm=realm or INSTALLATION)
    return row
