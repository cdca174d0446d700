"""What logging in has left behind for an account, and which of its roles hold in a session."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db.models import QuerySet

from ospolis.core.access import Role, Viewer
from ospolis.offices.selectors import asks_for_second_factor
from ospolis.people.models import Account, FactorReset, OpenSession
from ospolis.people.selectors.accounts import SESSION
from ospolis.people.selectors.roles import grants_of_account

# These roles hold with a second factor only, in every office.
STRICT = frozenset({Role.OFFICER, Role.LEAD, Role.PROGRAMME, Role.OPERATOR})
# The printed log-ins of the sample have addresses under this name, which nobody can own.
INVENTED = ".example"
# Somebody who has more sessions than a page shows is better off ending all of them.
MOST_SESSIONS = 50


def effective_viewer(viewer: Viewer, account: Account) -> Viewer:
    """The viewer as a session without a second factor leaves it: with all roles, or with none of them.

    Cost     none for a strict role or for none; else 1 query, and 1 more when the roles were not read before
    """
    if not viewer.grants or is_exempt(account):
        return viewer
    if any(grant.role in STRICT for grant in viewer.grants) or _is_asked_by_an_office(account):
        return replace(viewer, grants=(), is_held_back=True)
    return viewer


def is_exempt(account: Account) -> bool:
    """Whether this is a printed log-in of the sample, which runs on loopback only."""
    return bool(settings.OSPOLIS.sample) and account.email.endswith(INVENTED)


def _is_asked_by_an_office(account: Account) -> bool:
    held = getattr(account, "held_grants", None)
    rows = grants_of_account(SESSION, account.pk) if held is None else held
    realms = {row.office.key for row in rows if row.office} | {row.institution.realm for row in rows if row.institution}
    return asks_for_second_factor(SESSION, realms)


def has_factor(viewer: Viewer | Account | None) -> bool:
    """Whether an account has set up a second factor; recovery codes alone are none.

    Cost     1 query, none for nobody
    """
    return bool(
        viewer is not None and viewer.pk is not None and factors_of(viewer).exclude(type="recovery_codes").exists()
    )


def factors_of(viewer: Viewer | Account) -> QuerySet[Any]:
    """Every second factor of an account, in the order in which they were set up.

    Cost     1 query when read
    """
    rows: QuerySet[Any] = Authenticator.objects.filter(user_id=viewer.pk).order_by("created_at", "id")
    return rows


def linked_providers(viewer: Viewer) -> QuerySet[Any]:
    """The log-in providers that open the viewer's account.

    Cost     1 query when read
    """
    rows: QuerySet[Any] = SocialAccount.objects.filter(user_id=viewer.pk).order_by("provider", "id")
    return rows


def account_of_link(viewer: Viewer, provider_key: str, issuer: str, subject: str) -> Account | None:
    """The open account that a log-in at a provider opens; what another issuer said under that name does not count.

    Cost     1 query
    """
    rows = SocialAccount.objects.filter(provider=provider_key, uid=subject, user__is_active=True)
    row = rows.select_related("user").first()
    return row.user if row is not None and row.extra_data.get("issuer") == issuer else None


def account_to_link(viewer: Viewer, email: str) -> Account | None:
    """The open account of an address that a trusted provider has verified.

    Cost     1 query
    """
    return Account.objects.filter(email=email.strip().casefold(), is_active=True).first()


def open_reset_of(viewer: Viewer) -> FactorReset | None:
    """The request to take the viewer's second factor off, when one is open.

    Cost     1 query
    """
    rows = FactorReset.objects.filter(account_id=viewer.pk or 0, done_at__isnull=True, stopped_at__isnull=True)
    return rows.order_by("id").first()


def open_sessions_of(viewer: Viewer) -> QuerySet[OpenSession]:
    """Where the viewer is logged in now, the newest first.

    Cost     1 query when read
    """
    return OpenSession.objects.filter(account_id=viewer.pk or 0, ended_at__isnull=True).order_by("-began_at", "id")


def new_place(viewer: Viewer, *, session_key: str) -> str | None:
    """The device and the network of a session of the viewer when neither session before came from both; else None.

    Cost     2 queries
    """
    own = OpenSession.objects.filter(account_id=viewer.pk or 0)
    row = own.filter(session_key=session_key).first()
    if row is None or own.filter(network=row.network, device=row.device).exclude(pk=row.pk).exists():
        return None
    return ", ".join(word for word in (row.device, row.network) if word)
