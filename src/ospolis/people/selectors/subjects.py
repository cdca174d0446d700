"""Whom an export or an erasure is about: every record, account, address and spelling of one human being."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from ospolis.core.access import Role, Viewer
from ospolis.core.privacy.register import Subject
from ospolis.people.models import Account, Invitation, MailedLink, Person
from ospolis.people.selectors.persons import people_kept_by


def subject_of_person(viewer: Viewer, person_id: int) -> Subject:
    """A person with the records that were merged into it, for the person, for operators, and
    for the office that keeps the record of somebody without an account.

    Cost     5 or 6 queries, and 1 for each merge in a row
    Raises   Person.DoesNotExist, also when it is not the viewer's to know
    """
    people = records_of(viewer, person_id)
    accounts = Account.objects.filter(person__in=people)
    own = viewer.pk is not None and viewer.pk in {account.pk for account in accounts}
    in_care = not accounts and erasable_by(viewer).filter(pk=person_id).exists()
    if not own and not in_care and Role.OPERATOR not in viewer.roles():
        raise Person.DoesNotExist
    return _subject(people, list(accounts))


def subject_of_viewer(viewer: Viewer) -> Subject:
    """The viewer as a subject; empty for visitors.

    Cost     6 queries, none for visitors
    """
    account = Account.objects.filter(pk=viewer.pk).first() if viewer.pk is not None else None
    return subject_of_person(viewer, account.person_id) if account else Subject()


def erasable_by(viewer: Viewer) -> QuerySet[Person]:
    """People without an account whose record the viewer keeps: they ask the office, which erases for them.

    Cost     1 query when read
    """
    return people_kept_by(viewer).filter(account__isnull=True)


def records_of(viewer: Viewer, person_id: int) -> list[Person]:
    """The record that was kept and all that went into it, by number; those that were erased are not there.

    Cost     3 queries, and 1 for each merge in a row
    Raises   Person.DoesNotExist
    """
    living = Person.objects.filter(erased_at__isnull=True).order_by("pk")
    kept = living.get(pk=person_id)
    while kept.merged_into_id is not None:
        kept = living.get(pk=kept.merged_into_id)
    found = {kept.pk: kept}
    coming = [kept]
    while coming:
        coming = [row for row in living.filter(merged_into__in=coming) if row.pk not in found]
        found |= {row.pk: row for row in coming}
    return [found[number] for number in sorted(found)]


def _subject(people: list[Person], accounts: list[Account]) -> Subject:
    numbers = tuple(person.pk for person in people)
    links = MailedLink.objects.filter(account__in=accounts).values_list("email", flat=True)
    addresses = {address for address in (*_addresses(people, accounts), *links) if address}
    asked = Invitation.objects.filter(Q(person__in=numbers) | Q(email__in=addresses)).values_list("email", "name")
    addresses |= {email for email, _ in asked if email}
    names = {name for person in people for name in (person.name, person.certificate_name)} | {name for _, name in asked}
    phones = {person.phone for person in people}
    return Subject(
        people=numbers,
        accounts=tuple(account.pk for account in accounts),
        addresses=tuple(sorted({address.casefold() for address in addresses})),
        words=tuple(sorted({*names, *phones, *addresses} - {""})),
    )


def _addresses(people: list[Person], accounts: list[Account]) -> list[str]:
    return [*(person.email for person in people), *(account.email for account in accounts)]
