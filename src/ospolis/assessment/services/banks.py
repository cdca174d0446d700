"""Install question banks: the one that comes with the product, a country's own version of it, others beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from ospolis.assessment.banks import (
    InstalledBank,
    digest_of,
    pack_documents,
    parsed_bank,
    shipped_content,
    unpack_documents,
)
from ospolis.assessment.events.results import BankInstalled
from ospolis.assessment.models import Bank
from ospolis.assessment.selectors.banks import CORE, bank_in_use, other_item_codes
from ospolis.core.access import Viewer, system_viewer
from ospolis.core.journal import INSTALLATION, record

# Files of an office stand behind those of the bank, whatever they are called.
_OWN = "own/"
_LONGEST_VERSION = 32
_MARK = 6


class ItemTaken(ValueError):
    """A question of a new bank has the code of a question of another bank: answers could not be told apart."""

    def __init__(self, codes: Mapping[str, str]) -> None:
        super().__init__(", ".join(sorted(codes)))
        self.codes = dict(codes)


@transaction.atomic
def install_bank(*, realm: str, documents: Mapping[str, bytes], actor: Viewer, at: datetime) -> Bank:
    """Install one version of a bank for an office, or for all when `realm` is empty; the same files are installed once.

    Raises   BankRefused with every problem; UnicodeDecodeError; ItemTaken
    Emits    assessment.bank_installed, unless it is installed already
    """
    return _install(realm, pack_documents(documents), actor, at)


@transaction.atomic
def install_addition(*, realm: str, name: str, content: bytes, actor: Viewer, at: datetime, code: str = CORE) -> Bank:
    """Install the next version of an office's bank: the one in use with a file of questions of its own.

    Raises   BankRefused with every problem; UnicodeDecodeError; ItemTaken; NoSuchBank
    Emits    assessment.bank_installed, unless it is installed already
    """
    used = bank_in_use(actor, realm, code)
    base = Bank.objects.get(pk=used.pk).content if used.pk else shipped_content()
    return _install(realm, pack_documents({**unpack_documents(base), f"{_OWN}{name}": content}), actor, at)


def bring_bank(*, realm: str, code: str = CORE, at: datetime) -> InstalledBank:
    """The bank that an office uses, with its row: the shipped one is installed when it is used first.

    Raises   NoSuchBank
    Emits    assessment.bank_installed, when the product brought a bank that was not used before
    """
    viewer = system_viewer("assessment")
    content = shipped_content()
    if code == CORE and not Bank.objects.filter(realm="", digest=digest_of(content)).exists():
        install_bank(realm="", documents=unpack_documents(content), actor=viewer, at=at)
    return bank_in_use(viewer, realm, code)


def _install(realm: str, content: str, actor: Viewer, at: datetime) -> Bank:
    digest = digest_of(content)
    known = Bank.objects.filter(digest=digest).first()
    if known is not None:
        return known
    bank = parsed_bank(content)
    others = other_item_codes(actor, realm, bank.code)
    if taken := {item.code: others[item.code] for item in bank.items if item.code in others}:
        raise ItemTaken(taken)
    row = Bank.objects.create(
        realm=realm, code=bank.code, version=_free_version(realm, bank.code, bank.version, digest), title=bank.title,
        digest=digest, content=content, installed_at=at,
    )  # fmt: skip
    event = BankInstalled(bank_id=row.pk, code=row.code, version=row.version, digest=digest)
    record(event, actor=actor, at=at, realm=realm or INSTALLATION)
    return row


def _free_version(realm: str, code: str, version: str, digest: str) -> str:
    """The version that the files name; a mark beside it when other files named the same before."""
    if not Bank.objects.filter(realm=realm, code=code, version=version[:_LONGEST_VERSION]).exists():
        return version[:_LONGEST_VERSION]
    return f"{version[: _LONGEST_VERSION - _MARK - 1]}~{digest[:_MARK]}"
