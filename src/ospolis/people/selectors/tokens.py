"""The viewer behind a token, and the tokens of an account."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from ospolis.core.access import Role, Viewer
from ospolis.institutions.selectors import institutions_seen_by
from ospolis.offices.selectors import offices_seen_by
from ospolis.people.models import RoleGrant, Token
from ospolis.people.selectors.accounts import SESSION, viewer_of_account
from ospolis.people.selectors.roles import grants_of_account


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who a token speaks for, and what it may do: `viewer` holds the roles of one office only."""

    token: Token
    viewer: Viewer

    def may(self, verb: str) -> bool:
        return verb in self.token.verbs


def bearer_of_token(viewer: Viewer, digest: str, *, at: datetime) -> Bearer | None:
    """The bearer of a token that holds now, for the system alone; None for every token that does not.

    The roles are those that the account holds today, narrowed to the office of the token: a token without an office
    has no role at all, whatever its account may do.
    Cost     2 queries, 1 for an unknown token
    """
    if Role.OPERATOR not in viewer.roles():
        return None
    token = (
        Token.objects.filter(digest=digest, revoked_at__isnull=True, ends_at__gt=at, created_at__lte=at)
        .select_related("account")
        .first()
    )
    if token is None or not token.account.is_active:
        return None
    held = grants_of_account(SESSION, token.account_id)
    token.account.held_grants = [grant for grant in held if token.realm and _realm_of(grant) == token.realm]
    found = viewer_of_account(token.account, on=timezone.localdate(at))
    return Bearer(token=token, viewer=replace(found, label=f"token:{token.pk}"))


def _realm_of(grant: RoleGrant) -> str:
    """The office in which a role holds; a role that holds everywhere belongs to none."""
    if grant.office is not None:
        return grant.office.key
    return grant.institution.realm if grant.institution is not None else ""


def realms_for_tokens(viewer: Viewer) -> dict[str, str]:
    """The offices that a token of the viewer may be for: those in which, or for an institution of which, a role holds.

    Shapes   name by key, in the order of names
    Cost     1 query; none for visitors
    """
    if viewer.pk is None:
        return {}
    realms = {grant.realm for grant in viewer.grants if grant.realm}
    units = {grant.unit for grant in viewer.grants if grant.unit}
    declared = institutions_seen_by(viewer).filter(key__in=units).order_by().values("realm")
    rows = offices_seen_by(viewer).filter(Q(key__in=realms) | Q(key__in=declared)).order_by("name", "id")
    return {row.key: row.name for row in rows}


def tokens_of(viewer: Viewer) -> QuerySet[Token]:
    """The viewer's own tokens, the newest first.

    Cost     1 query when read
    """
    if viewer.pk is None:
        return Token.objects.none()
    return Token.objects.filter(account_id=viewer.pk).order_by("-created_at", "-id")
