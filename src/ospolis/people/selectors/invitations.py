"""The invitations of an office, and the one behind a link."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db.models import Q, QuerySet

from ospolis.core.access import Role, Viewer
from ospolis.institutions.selectors import institutions_covered_by
from ospolis.people.models import Account, Invitation


def digest_of_link(secret: str) -> str:
    """What is kept of the secret of a link: enough to know it again, too little to use it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def invitation_of_link(viewer: Viewer, secret: str, *, at: datetime) -> Invitation | None:
    """The invitation that a link opens now, for anybody who has the link; None for every other link.

    Cost     1 query
    """
    rows = Invitation.objects.filter(digest=digest_of_link(secret), accepted_at=None, withdrawn_at=None)
    return rows.filter(expires_at__gt=at).select_related("office", "institution").first()


def account_of_invitation(viewer: Viewer, invitation: Invitation) -> int | None:
    """The number of the account that has the invited address, for whoever holds the link.

    Cost     1 query
    """
    return Account.objects.filter(email=invitation.email).values_list("pk", flat=True).first()


def invitations_of(viewer: Viewer, realm: str) -> QuerySet[Invitation]:
    """The invitations of an office: to its roles for who works in it, to its institutions where the viewer covers them.

    Shapes   Invitation rows with office and institution, the newest first; empty for everybody else
    Cost     1 query when read
    """
    if realm not in viewer.realms(Role.OFFICER):
        return Invitation.objects.none()
    own = Q(office__key=realm) | Q(institution__in=institutions_covered_by(viewer).order_by())
    rows = Invitation.objects.filter(own, realm=realm).select_related("office", "institution")
    return rows.order_by("-invited_at", "-id")
