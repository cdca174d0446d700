"""Install question banks: those that come with the product, a country's own version, others beside them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from ospolis.assessment.banks import (
    CORE,
    OWN,
    SHIPPED,
    InstalledBank,
    digest_of,
    pack_documents,
    parsed_bank,
    shipped_content,
    unpack_documents,
)
from ospolis.assessment.events.results import BankInstalled
from ospolis.assessment.models import Bank
from ospolis.assessment.selectors.banks import bank_in_use, other_item_codes
from ospolis.core.access import Viewer, system_viewer
from ospolis.core.journal import INSTALLATION, record

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
    Emits    assessment.bank_installed, unless it is in use already
    """
    return _install(realm, pack_documents(documents), actor, at)


@transaction.atomic
def install_additions(
    *, realm: str, code: str, own: Mapping[str, bytes], is_whole: bool, actor: Viewer, at: datetime
) -> Bank:
    """Install the next version of an office's bank: the one in use with files of the office's own.

    Shapes   own: files of questions or weights by name; is_whole: these are all of its own, else they come beside
             those that are there
    Raises   BankRefused with every problem; UnicodeDecodeError; ItemTaken; NoSuchBank
    Emits    assessment.bank_installed, unless it is in use already
    """
    used = bring_bank(realm=realm, code=code, at=at)
    held = unpack_documents(Bank.objects.filter(digest=used.digest).values_list("content", flat=True)[0])
    base = {name: data for name, data in held.items() if not name.startswith(OWN)}
    kept = {} if is_whole else {name: data for name, data in held.items() if name.startswith(OWN)}
    added = {f"{OWN}{name}": data for name, data in own.items()}
    return _install(realm, pack_documents({**_newest(code, base), **kept, **added}), actor, at)


def bring_bank(*, realm: str, code: str = CORE, at: datetime) -> InstalledBank:
    """The bank that an office uses, with its row: a shipped one is installed when it is used first.

    Raises   NoSuchBank
    Emits    assessment.bank_installed, when the product brought a bank that was not used before
    """
    viewer = system_viewer("assessment")
    if code in SHIPPED:
        content = shipped_content(code)
        if not Bank.objects.filter(realm="", digest=digest_of(content)).exists():
            install_bank(realm="", documents=unpack_documents(content), actor=viewer, at=at)
    return bank_in_use(viewer, realm, code)


def _newest(code: str, base: dict[str, bytes]) -> dict[str, bytes]:
    """What all offices share grows with the product; a bank that an office wrote itself stays as it is."""
    shared = Bank.objects.filter(realm="", code=code).order_by("-installed_at", "-id")
    plain = [unpack_documents(content) for content in shared.values_list("content", flat=True)]
    plain = [documents for documents in plain if not any(name.startswith(OWN) for name in documents)]
    return plain[0] if base in plain else base


def _install(realm: str, content: str, actor: Viewer, at: datetime) -> Bank:
    digest = digest_of(content)
    known = Bank.objects.filter(realm=realm, digest=digest).first()
    bank = parsed_bank(content)
    if known is not None:
        return _use_again(known, actor, at)
    others = other_item_codes(actor, realm, bank.code)
    if taken := {item.code: others[item.code] for item in bank.items if item.code in others}:
        raise ItemTaken(taken)
    row = Bank.objects.create(
        realm=realm, code=bank.code, version=_free_version(realm, bank.code, bank.version, digest), title=bank.title,
        digest=digest, content=content, installed_at=at,
    )  # fmt: skip
    _tell(row, actor, at)
    return row


def _use_again(row: Bank, actor: Viewer, at: datetime) -> Bank:
    """Take a version up again that another one had followed; nothing happens when it is in use."""
    if Bank.objects.filter(realm=row.realm, code=row.code).order_by("-installed_at", "-id").first() != row:
        row.installed_at = at
        row.save(update_fields=["installed_at"])
        _tell(row, actor, at)
    return row


def _tell(row: Bank, actor: Viewer, at: datetime) -> None:
    event = BankInstalled(bank_id=row.pk, code=row.code, version=row.version, digest=row.digest)
    record(event, actor=actor, at=at, realm=row.realm or INSTALLATION)


def _free_version(realm: str, code: str, version: str, digest: str) -> str:
    """The version that the files name; a mark beside it when other files named the same before."""
    if not Bank.objects.filter(realm=realm, code=code, version=version[:_LONGEST_VERSION]).exists():
        return version[:_LONGEST_VERSION]
    return f"{version[: _LONGEST_VERSION - _MARK - 1]}~{digest[:_MARK]}"
