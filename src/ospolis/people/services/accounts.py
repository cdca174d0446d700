"""The only writer of accounts: opened, closed, a password set, a log-in noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.people.events import AccountClosed, AccountOpened, LoggedIn, PasswordChanged
from ospolis.people.models import Account, FailedLogIn, Person
from ospolis.people.naming import fold_name
from ospolis.people.tries import WITHIN


class AddressTaken(ValueError):
    """An account with this e-mail address exists."""


@transaction.atomic
def open_account(*, name: str, email: str, password: str, actor: Viewer, at: datetime, language: str = "") -> Account:
    """Give a person a record and an account.

    Raises   AddressTaken; ValidationError when the password is too weak or the address is none
    Emits    people.account_opened
    """
    address = Account.objects.normalize_email(email).casefold()
    if Account.objects.filter(email=address).exists():
        raise AddressTaken("an account with this e-mail address exists")
    person = Person(
        name=name, folded_name=fold_name(name), email=address, language=language, created_at=at
    )  # fmt: skip
    person.full_clean()
    person.save()
    account = Account(person=person, email=address)
    validate_password(password, account)
    account.set_password(password)
    account.full_clean()
    account.save()
    record(AccountOpened(person_id=person.pk), actor=actor, at=at)
    return account


@transaction.atomic
def set_password(*, account_id: int, password: str, actor: Viewer, at: datetime) -> None:
    """Set a new password.

    Raises   Account.DoesNotExist; ValidationError when the password is too weak
    Emits    people.password_changed
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    validate_password(password, account)
    account.set_password(password)
    account.save(update_fields=["password"])
    record(PasswordChanged(person_id=account.person_id), actor=actor, at=at)


@transaction.atomic
def note_log_in(*, account_id: int, actor: Viewer, at: datetime) -> None:
    """Write down that somebody logged in.

    Raises   Account.DoesNotExist
    Emits    people.logged_in
    """
    account = Account.objects.get(pk=account_id)
    account.last_login = at
    account.save(update_fields=["last_login"])
    record(LoggedIn(person_id=account.person_id), actor=actor, at=at)


@transaction.atomic
def note_failed_log_in(*, keys: Sequence[str], at: datetime) -> None:
    """Count a log-in that failed against its account and its network, and forget those that no longer count.

    Raises   nothing of its own
    Emits    nothing: who fails to log in is no event of the office, and a list of them would be a list of people
    """
    FailedLogIn.objects.filter(failed_at__lte=at - WITHIN).delete()
    FailedLogIn.objects.bulk_create(FailedLogIn(key=key, failed_at=at) for key in keys)


@transaction.atomic
def forget_failed_log_ins(*, key: str) -> None:
    """Forget the failures of one key: whoever knows the password is no guesser.

    Raises   nothing of its own
    Emits    nothing: the log-in that follows has its own entry
    """
    FailedLogIn.objects.filter(key=key).delete()


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
    record(AccountClosed(person_id=account.person_id), actor=actor, at=at)
