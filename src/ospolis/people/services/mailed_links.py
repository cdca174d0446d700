"""The only writer of mailed links: for a new password, and for a new address. Each works once, for an hour."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.core.mail.services import queue_letter
from ospolis.core.mail.upkeep import reopen_address
from ospolis.people.events import AddressChangeAsked, AddressChanged, RecoveryAsked, RecoveryUsed
from ospolis.people.mail import NEW_ADDRESS, RECOVERY
from ospolis.people.models import Account, MailedLink, Person
from ospolis.people.services.accounts import AddressTaken
from ospolis.people.services.notices import tell_owner
from ospolis.people.services.sessions import close_all_sessions

GOOD_FOR = timedelta(hours=1)


class BadLink(ValueError):
    """A link that was used, that is late, or that was never sent."""


@transaction.atomic
def send_recovery_link(*, address: str, actor: Viewer, at: datetime) -> None:
    """Send a link for a new password to whoever has an account under an address; to others nothing.

    The letter goes to the address as it is kept, never to the one that was typed. An older link ends with it.
    Raises   nothing of its own
    Emits    people.recovery_asked
    """
    account = Account.objects.filter(email=address.strip().casefold(), is_active=True).select_related("person").first()
    if account is None:
        return
    token = _new_link(account, MailedLink.Purpose.RECOVERY, account.email, at)
    queue_letter(
        kind=RECOVERY, to=account.email, language=account.person.language,
        context={"path": f"/log-in/forgotten/{token}/"}, cause=f"{RECOVERY.code}:{_digest(token)[:16]}",
        actor=actor, at=at, reader=f"person:{account.person_id}",
    )  # fmt: skip
    record(RecoveryAsked(person_id=account.person_id), actor=actor, at=at)


@transaction.atomic
def check_link(*, token: str, purpose: str, at: datetime) -> MailedLink | None:
    """The link behind a token, or None; one that is late is deleted, so that a clock set back does not revive it.

    Raises   nothing of its own
    Emits    nothing: that somebody opened a page is no event of the office
    """
    MailedLink.objects.filter(expires_at__lte=at).delete()
    rows = MailedLink.objects.filter(digest=_digest(token), purpose=purpose, account__is_active=True)
    return rows.select_related("account__person").first()


@transaction.atomic
def recover_password(*, token: str, password: str, actor: Viewer, at: datetime) -> None:
    """Set a new password through a link that was sent; every session ends, the second factor stays.

    Whoever opened the link reads the mail of the address: it takes letters again if some had come back.
    Raises   BadLink; ValidationError when the password is too weak
    Emits    people.recovery_used
    """
    link = _account_of_link(token, MailedLink.Purpose.RECOVERY, at)
    account = link.account
    validate_password(password, account)
    account.set_password(password)
    account.save(update_fields=["password"])
    account.mailed_links.all().delete()
    reopen_address(address=link.email, actor=actor, at=at)
    close_all_sessions(account_id=account.pk, at=at)
    tell_owner(account, "password_changed", actor=actor, at=at)
    record(RecoveryUsed(person_id=account.person_id), actor=actor, at=at)


@transaction.atomic
def ask_for_address(*, account_id: int, email: str, actor: Viewer, at: datetime) -> None:
    """Send a link to a new address; only its reader can make it the address of the account.

    An address that another account has gets no letter, and nobody is told.
    Raises   Account.DoesNotExist
    Emits    people.address_change_asked
    """
    account = Account.objects.select_for_update(of=("self",)).select_related("person").get(pk=account_id)
    address = _normalised(email)
    if not Account.objects.filter(email=address).exists():
        token = _new_link(account, MailedLink.Purpose.NEW_ADDRESS, address, at)
        queue_letter(
            kind=NEW_ADDRESS, to=address, language=account.person.language,
            context={"path": f"/my-account/address/{token}/"}, cause=f"{NEW_ADDRESS.code}:{_digest(token)[:16]}",
            actor=actor, at=at, reader=f"person:{account.person_id}",
        )  # fmt: skip
    record(AddressChangeAsked(person_id=account.person_id), actor=actor, at=at)


@transaction.atomic
def change_address(*, token: str, actor: Viewer, at: datetime) -> None:
    """Make the address that a link was sent to the address of its account; the old address is told.

    The new one takes letters again if some had come back from it.
    Raises   BadLink; AddressTaken when another account has it by now
    Emits    people.address_changed
    """
    link = _account_of_link(token, MailedLink.Purpose.NEW_ADDRESS, at)
    account, old = link.account, link.account.email
    if Account.objects.filter(email=link.email).exclude(pk=account.pk).exists():
        raise AddressTaken("an account with this e-mail address exists")
    account.email = link.email
    account.save(update_fields=["email"])
    Person.objects.filter(pk=account.person_id, email=old).update(email=link.email)
    account.mailed_links.all().delete()
    reopen_address(address=link.email, actor=actor, at=at)
    tell_owner(account, "address_changed", actor=actor, at=at, to=old)
    record(AddressChanged(person_id=account.person_id), actor=actor, at=at)


def _account_of_link(token: str, purpose: str, at: datetime) -> MailedLink:
    """The link, with its account locked: of two readers of one link the second finds it used.

    Raises   BadLink
    """
    found = check_link(token=token, purpose=purpose, at=at)
    if found is None:
        raise BadLink(purpose)
    Account.objects.select_for_update(of=("self",)).get(pk=found.account_id)
    if not MailedLink.objects.filter(pk=found.pk).exists():
        raise BadLink(purpose)
    return found


def _new_link(account: Account, purpose: str, email: str, at: datetime) -> str:
    token = secrets.token_urlsafe(32)
    MailedLink.objects.filter(account=account, purpose=purpose).delete()
    MailedLink.objects.create(
        account=account, purpose=purpose, email=email, digest=_digest(token), made_at=at, expires_at=at + GOOD_FOR
    )
    return token


def _normalised(email: str) -> str:
    return Account.objects.normalize_email(email).casefold()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
