"""The only writer of accounts: opened, closed, a password set, a log-in noted."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError, transaction

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.people.events import AccountClosed, AccountOpened, LoggedIn, PasswordChanged
from ospolis.people.models import Account, Person
from ospolis.people.naming import fold_name
from ospolis.people.selectors.signing_in import new_place
from ospolis.people.services.notices import tell_owner
from ospolis.people.services.sessions import close_all_sessions


class AddressTaken(ValueError):
    """An account with this e-mail address exists."""


@transaction.atomic
def open_account(
    *,
    name: str,
    email: str,
    password: str | None,
    actor: Viewer,
    at: datetime,
    language: str = "",
    person_id: int | None = None,
) -> Account:
    """Give a person an account, and a record too unless there is one already.

    Without a password (None) the account is opened in another way, until its owner asks for one.
    Raises   AddressTaken; Person.DoesNotExist; ValidationError when the password is too weak or the address is none
    Emits    people.account_opened
    """
    address = Account.objects.normalize_email(email).casefold()
    if Account.objects.filter(email=address).exists():
        raise AddressTaken("an account with this e-mail address exists")
    person = Person(name=name, folded_name=fold_name(name), email=address, language=language, created_at=at)
    if person_id is not None:
        person = Person.objects.select_for_update(of=("self",)).get(pk=person_id, account=None, erased_at=None)
    person.full_clean()
    person.save()
    account = Account(person=person, email=address)
    if password is not None:
        validate_password(password, account)
    account.set_password(password)
    # Whether the address is taken is the database's to say: a question beforehand misses who asks at the same moment.
    account.full_clean(validate_unique=False)
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        raise AddressTaken("an account with this e-mail address was opened at the same moment") from None
    record(AccountOpened(person_id=person.pk), actor=actor, at=at)
    return account


@transaction.atomic
def set_password(*, account_id: int, password: str, actor: Viewer, at: datetime, keep_session: str = "") -> None:
    """Set a new password; every session ends, save the one in which the owner set it, and every link that was mailed:
    whoever asked for one with the old password gets nothing by it.

    Raises   Account.DoesNotExist; ValidationError when the password is too weak
    Emits    people.password_changed
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    validate_password(password, account)
    account.set_password(password)
    account.save(update_fields=["password"])
    account.mailed_links.all().delete()
    close_all_sessions(account_id=account.pk, at=at, except_key=keep_session)
    tell_owner(account, "password_changed", actor=actor, at=at)
    record(PasswordChanged(person_id=account.person_id), actor=actor, at=at)


@transaction.atomic
def note_log_in(*, account_id: int, proof: str, session_key: str, actor: Viewer, at: datetime) -> None:
    """Write down that somebody logged in, and by which last proof; tell the owner when the place is a new one.

    Raises   Account.DoesNotExist
    Emits    people.logged_in
    """
    account = Account.objects.get(pk=account_id)
    account.last_login = at
    account.save(update_fields=["last_login"])
    place = new_place(actor, session_key=session_key)
    if place is not None:
        tell_owner(account, "new_place", actor=actor, at=at, place=place)
    record(LoggedIn(person_id=account.person_id, proof=proof), actor=actor, at=at)


@transaction.atomic
def close_account(*, account_id: int, actor: Viewer, at: datetime) -> None:
    """Close an account: nobody logs in with it any more, and every session and token of it ends.

    Raises   Account.DoesNotExist
    Emits    people.account_closed
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    account.is_active = False
    account.save(update_fields=["is_active"])
    account.tokens.filter(revoked_at__isnull=True).update(revoked_at=at)
    close_all_sessions(account_id=account.pk, at=at)
    record(AccountClosed(person_id=account.person_id), actor=actor, at=at)
