"""The only writer of people, accounts and roles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ospolis.core.access import Role, Viewer
from ospolis.core.journal.services import record
from ospolis.institutions.selectors import institutions_seen_by
from ospolis.offices.selectors import get_office
from ospolis.people.events import AccountOpened, LoggedIn, PasswordChanged, PersonErased, RoleEnded, RoleGranted
from ospolis.people.models import Account, FailedLogIn, Person, RoleGrant
from ospolis.people.tries import WITHIN, key_of_account


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
    person = Person(name=name, language=language, created_at=at)
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
def grant_role(
    *,
    person_id: int,
    role: Role,
    starts: date,
    actor: Viewer,
    at: datetime,
    office_key: str = "",
    institution_key: str = "",
    ends: date | None = None,
) -> RoleGrant:
    """Give a person a role for a time; the same open grant twice is one grant.

    Raises   Person.DoesNotExist, Office.DoesNotExist, Institution.DoesNotExist; ValidationError when the role
             does not belong where it is granted
    Emits    people.role_granted
    """
    _check_place(role, office_key, institution_key)
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    office = get_office(actor, office_key) if office_key else None
    institution = institutions_seen_by(actor).get(key=institution_key) if institution_key else None
    same = RoleGrant.objects.filter(person=person, role=role, office=office, institution=institution, ends=ends)
    if found := same.filter(starts__lte=starts).first():
        return found
    grant = RoleGrant(person=person, role=role, office=office, institution=institution, starts=starts, ends=ends)
    grant.full_clean()
    grant.save()
    event = RoleGranted(person_id=person.pk, role=str(role), office_key=office_key, institution_key=institution_key)
    record(event, actor=actor, at=at, realm=office_key or "installation")
    return grant


def _check_place(role: Role, office_key: str, institution_key: str) -> None:
    """Refuse a role where it does not belong, in words that say what to name.

    Raises   ValidationError
    """
    belongs = {Role.OFFICER: (True, False), Role.LEAD: (True, False), Role.FOCAL_POINT: (False, True)}
    wanted = belongs.get(role, (False, False))
    if wanted == (bool(office_key), bool(institution_key)):
        return
    if wanted[0]:
        raise ValidationError(_("This role belongs to an office: name the office, and no institution."))
    if wanted[1]:
        raise ValidationError(_("A focal point belongs to an institution: name the institution, and no office."))
    raise ValidationError(_("This role holds everywhere: name neither an office nor an institution."))


@transaction.atomic
def end_role(*, grant_id: int, ends: date, actor: Viewer, at: datetime) -> None:
    """Let a role end on a day, the last one on which it holds.

    Raises   RoleGrant.DoesNotExist; ValidationError when the day lies before the first one
    Emits    people.role_ended
    """
    grant = RoleGrant.objects.select_for_update(of=("self",)).select_related("office").get(pk=grant_id)
    grant.ends = ends
    grant.full_clean()
    grant.save()
    realm = grant.office.key if grant.office else "installation"
    record(RoleEnded(person_id=grant.person_id, role=grant.role), actor=actor, at=at, realm=realm)


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
def erase_person(*, person_id: int, actor: Viewer, at: datetime) -> None:
    """Take a person out of every table, with the account and the roles.

    Raises   Person.DoesNotExist
    Emits    people.person_erased
    """
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    event = PersonErased(person_id=person.pk)
    addresses = Account.objects.filter(person=person).values_list("email", flat=True)
    FailedLogIn.objects.filter(key__in=[key_of_account(email) for email in addresses]).delete()
    person.delete()
    record(event, actor=actor, at=at)
