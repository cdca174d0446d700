"""The only writer of links between accounts and log-in providers."""

from __future__ import annotations

from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.people.events import ProviderLinked, ProviderUnlinked
from ospolis.people.models import Account
from ospolis.people.services.notices import tell_owner


class LinkTaken(ValueError):
    """This log-in at the provider opens another account."""


class LastWay(ValueError):
    """Without this link nothing would open the account."""


@transaction.atomic
def link_provider(
    *, account_id: int, provider_key: str, issuer: str, subject: str, actor: Viewer, at: datetime
) -> None:
    """Let a log-in at a provider open an account; of what the provider knows only its number for the person is kept.

    Raises   Account.DoesNotExist; LinkTaken
    Emits    people.provider_linked
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    row = SocialAccount.objects.filter(provider=provider_key, uid=subject).first()
    if row is not None and (row.user_id, row.extra_data.get("issuer")) == (account.pk, issuer):
        return
    if row is not None and row.extra_data.get("issuer") == issuer:
        raise LinkTaken(provider_key)
    # The operator gave the name of the provider to another one: what the old one said counts for nothing.
    SocialAccount.objects.filter(provider=provider_key, uid=subject).delete()
    SocialAccount.objects.create(user=account, provider=provider_key, uid=subject, extra_data={"issuer": issuer})
    tell_owner(account, "provider_linked", actor=actor, at=at)
    record(ProviderLinked(person_id=account.person_id, provider_key=provider_key), actor=actor, at=at)


@transaction.atomic
def unlink_provider(*, account_id: int, link_id: int, actor: Viewer, at: datetime) -> None:
    """Take a link away.

    Raises   SocialAccount.DoesNotExist when it is not one of this account's; LastWay
    Emits    people.provider_unlinked
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    row = SocialAccount.objects.get(pk=link_id, user=account)
    if not account.has_usable_password():
        raise LastWay(link_id)
    key = row.provider
    row.delete()
    tell_owner(account, "provider_unlinked", actor=actor, at=at)
    record(ProviderUnlinked(person_id=account.person_id, provider_key=key), actor=actor, at=at)
