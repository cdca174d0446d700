"""What a merge does to accounts and their roles: one account stays, and nobody comes to a role through it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from ospolis.core.access import Role, Viewer
from ospolis.people.models import Account, Person, RoleGrant
from ospolis.people.selectors.giving import entitlement_to
from ospolis.people.services.granting import NotEntitled, is_own, spot_of
from ospolis.people.services.sessions import close_all_sessions


class TwoAccounts(ValueError):
    """Both people have an account: somebody has to say which one stays."""


def hold_accounts(kept: Person, gone: Person) -> list[Account]:
    """The accounts of both records, locked in the order of their numbers."""
    rows = Account.objects.select_for_update(of=("self",)).filter(person__in=(kept, gone))
    return list(rows.order_by("pk"))


def choose_account(accounts: Sequence[Account], kept: Person, chosen: int | None) -> Account | None:
    """The account that stays: the chosen one, else the only open one; None when there is none.

    Raises   TwoAccounts when both are open and nobody said which one stays
    """
    if len(accounts) < 2:
        return accounts[0] if accounts else None
    if named := [account for account in accounts if account.pk == chosen]:
        return named[0]
    still_open = [account for account in accounts if account.is_active]
    if len(still_open) == 2:
        raise TwoAccounts(*(account.pk for account in accounts))
    return (still_open or [account for account in accounts if account.person_id == kept.pk])[0]


def refuse_gain(people: Sequence[Person], stays: Account | None, actor: Viewer, at: datetime) -> None:
    """Refuse a merge through which an account would come to roles that the actor could not give to its owner.

    The system may; everybody else leaves the own record to somebody else, as nobody gives a role to themselves.
    Raises   NotEntitled
    """
    if actor.pk is None:
        return
    if any(is_own(person, actor) for person in people):
        raise NotEntitled("somebody else merges one's own record")
    if stays is None:
        return
    today = timezone.localdate(at)
    others = [person for person in people if person.pk != stays.person_id]
    lasting = Q(ends=None) | Q(ends__gte=today)
    rows = RoleGrant.objects.filter(lasting, person__in=others, ended_at=None).select_related("office", "institution")
    for grant in rows.order_by("id"):
        why = entitlement_to(actor, Role(grant.role), spot_of(grant), on=today)
        too_long = why is not None and why.until is not None and (grant.ends is None or grant.ends > why.until)
        if why is None or too_long or grant.deputises_for_id is not None:
            raise NotEntitled("an account would come to a role that the actor does not give")


def close_others(accounts: Sequence[Account], stays: Account | None, at: datetime) -> int | None:
    """Close the account that does not stay, and end every session of both: their roles are others now.

    Returns  the number of the account that this closed
    """
    closed = None
    for account in accounts:
        close_all_sessions(account_id=account.pk, at=at)
        if stays is not None and account.pk != stays.pk and account.is_active:
            account.is_active = False
            account.save(update_fields=["is_active"])
            closed = account.pk
    return closed
