"""The only writer of invitations: sent, sent again, withdrawn, accepted once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ospolis.core.access import ANYBODY, Role, Viewer, system_viewer
from ospolis.core.journal.services import record
from ospolis.core.mail.services import queue_letter
from ospolis.core.mail.upkeep import reopen_address
from ospolis.institutions.selectors import institutions_seen_by
from ospolis.offices.selectors import get_office
from ospolis.people.events import InvitationAccepted, InvitationRenewed, InvitationSent, InvitationWithdrawn
from ospolis.people.mail import INVITATION
from ospolis.people.models import Account, Invitation, Person
from ospolis.people.selectors.accounts import viewer_of_account
from ospolis.people.selectors.giving import Spot, entitlement_to
from ospolis.people.selectors.invitations import digest_of_link
from ospolis.people.services.accounts import AddressTaken, open_account
from ospolis.people.services.granting import (
    INSTALLATION,
    NotEntitled,
    check_giver,
    check_place,
    find_spot,
    hold_realm,
)
from ospolis.people.services.providers import link_provider
from ospolis.people.services.roles import grant_role

GOOD_FOR = timedelta(days=7)
_RANDOM_BYTES = 32


class BadInvitation(ValueError):
    """A link that was used, withdrawn, late or never sent: nobody is told which."""


class OtherAccount(ValueError):
    """The address of the invitation has an account, and that is not the one that accepts."""


class OtherAddress(ValueError):
    """The address that a provider verified is not the one that was invited."""


@dataclass(frozen=True, slots=True)
class Wish:
    """To whom an account and a role are offered."""

    name: str
    email: str
    role: Role
    starts: date
    ends: date | None = None
    office_key: str = ""
    institution_key: str = ""
    language: str = ""


@transaction.atomic
def invite_person(*, wish: Wish, actor: Viewer, at: datetime) -> tuple[Invitation, str]:
    """Offer an account and a role to an address; the letter goes out after the commit. The link works for 7 days.

    Returns  the invitation and the secret of its link, which is kept by nobody here
    Raises   NotEntitled; Office.DoesNotExist, Institution.DoesNotExist; BadAddress; ValidationError
    Emits    people.invitation_sent
    """
    check_place(wish.role, wish.office_key, wish.institution_key)
    spot = find_spot(wish.office_key, wish.institution_key, actor)
    hold_realm(spot)
    why = check_giver(role=wish.role, spot=spot, starts=wish.starts, ends=wish.ends, actor=actor, at=at)
    address = wish.email.strip().casefold()
    _refuse_own_address(address, actor)
    secret = secrets.token_urlsafe(_RANDOM_BYTES)
    row = Invitation(
        email=address, name=wish.name, language=wish.language, realm=spot.realm, role=wish.role,
        office=get_office(actor, wish.office_key) if wish.office_key else None,
        institution=institutions_seen_by(actor).get(key=wish.institution_key) if wish.institution_key else None,
        starts=wish.starts, ends=wish.ends, digest=digest_of_link(secret), invited_by=actor.pk, invited_at=at,
        expires_at=at + GOOD_FOR,
    )  # fmt: skip
    row.full_clean()
    row.save()
    _queue(row, secret, actor, at)
    event = InvitationSent(
        invitation_id=row.pk, role=row.role, office_key=wish.office_key, institution_key=wish.institution_key
    )
    record(event, actor=actor, at=at, realm=spot.realm or INSTALLATION, on_behalf_of=why.in_place_of)
    return row, secret


@transaction.atomic
def renew_invitation(*, invitation_id: int, actor: Viewer, at: datetime) -> str:
    """Send an invitation once more; the link of before opens nothing from now on.

    Returns  the secret of the new link
    Raises   Invitation.DoesNotExist when it is not the actor's to handle, or is over; ValidationError
    Emits    people.invitation_renewed
    """
    row = _own_invitation(invitation_id, actor, at)
    check_giver(role=Role(row.role), spot=_spot(row), starts=None, ends=row.ends, actor=actor, at=at)
    secret = secrets.token_urlsafe(_RANDOM_BYTES)
    row.digest, row.expires_at, row.invited_by = digest_of_link(secret), at + GOOD_FOR, actor.pk
    row.save(update_fields=["digest", "expires_at", "invited_by"])
    _queue(row, secret, actor, at)
    record(InvitationRenewed(invitation_id=row.pk), actor=actor, at=at, realm=row.realm or INSTALLATION)
    return secret


@transaction.atomic
def withdraw_invitation(*, invitation_id: int, actor: Viewer, at: datetime) -> None:
    """Take an invitation back: its link opens nothing any more.

    Raises   Invitation.DoesNotExist when it is not the actor's to handle, or is over
    Emits    people.invitation_withdrawn
    """
    row = _own_invitation(invitation_id, actor, at)
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    record(InvitationWithdrawn(invitation_id=row.pk), actor=actor, at=at, realm=row.realm or INSTALLATION)


@transaction.atomic
def accept_invitation(*, token: str, password: str, actor: Viewer, at: datetime) -> Account:
    """Open the account that was offered, or take the role with the account that is there, and give the role.

    What is given stands in the invitation alone. Whoever invited must still be entitled to give the role.
    Raises   BadInvitation; OtherAccount; ValidationError when the password is too weak
    Emits    people.invitation_accepted
    """
    row = _hold_invitation(digest_of_link(token), at)
    account = _account_for(row, password, actor, at)
    _close(row, account, at)
    return account


@transaction.atomic
def accept_by_provider(
    *, digest: str, verified_email: str, provider_key: str, issuer: str, subject: str, at: datetime
) -> Account:
    """Open the account that was offered without a password, for somebody whose address a trusted provider has verified.

    `digest` is that of the link, which whoever accepts has opened. From now on the provider opens the account.
    Raises   BadInvitation; OtherAddress; OtherAccount when the address has an account; LinkTaken
    Emits    people.invitation_accepted
    """
    row = _hold_invitation(digest, at)
    if verified_email.strip().casefold() != row.email:
        raise OtherAddress("the provider verified another address than the invited one")
    account = _account_for(row, None, ANYBODY, at)
    link_provider(
        account_id=account.pk, provider_key=provider_key, issuer=issuer, subject=subject, actor=ANYBODY, at=at
    )
    _close(row, account, at)
    return account


def _hold_invitation(digest: str, at: datetime) -> Invitation:
    """Lock the invitation behind a link, of two who accept it the second finds it used.

    Raises   BadInvitation
    """
    found = Invitation.objects.filter(digest=digest).first()
    if found is None:
        raise BadInvitation("no such invitation")
    hold_realm(_spot(found))
    row = _open_rows(at).select_for_update(of=("self",)).filter(pk=found.pk, digest=found.digest).first()
    if row is None:
        raise BadInvitation("the invitation is over")
    return row


def _close(row: Invitation, account: Account, at: datetime) -> None:
    """Give the role, and write down that the invitation was accepted.

    Raises   BadInvitation
    """
    _give(row, account, at)
    row.accepted_at, row.person_id = at, account.person_id
    row.save(update_fields=["accepted_at", "person"])
    viewer = viewer_of_account(account, on=timezone.localdate(at))
    reopen_address(address=row.email, actor=viewer, at=at)
    event = InvitationAccepted(invitation_id=row.pk, person_id=account.person_id)
    record(event, actor=viewer, at=at, realm=row.realm or INSTALLATION)


def _open_rows(at: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)


def _spot(row: Invitation) -> Spot:
    """Where the role of an invitation is held; it was written down when the invitation was sent."""
    office, institution = row.office, row.institution
    return Spot(office.key if office else "", institution.key if institution else "", row.realm)


def _own_invitation(invitation_id: int, actor: Viewer, at: datetime) -> Invitation:
    """Lock an invitation that nobody has accepted or withdrawn, for somebody who may end the role that it offers.

    Raises   Invitation.DoesNotExist
    """
    rows = Invitation.objects.select_for_update(of=("self",)).filter(accepted_at=None, withdrawn_at=None)
    row = rows.get(pk=invitation_id)
    if entitlement_to(actor, Role(row.role), _spot(row), on=timezone.localdate(at), to_end=True) is None:
        raise Invitation.DoesNotExist
    return row


def _refuse_own_address(address: str, actor: Viewer) -> None:
    """Refuse that somebody invites the own account to another role.

    Raises   NotEntitled
    """
    if actor.pk is not None and Account.objects.filter(pk=actor.pk, email=address).exists():
        raise NotEntitled("nobody gives a role to themselves")


def _account_for(row: Invitation, password: str | None, actor: Viewer, at: datetime) -> Account:
    """The account that the invitation is for: the one that has the address, else a new one.

    Raises   OtherAccount; BadInvitation when that account is closed; ValidationError
    """
    known = Account.objects.filter(email=row.email).select_related("person").first()
    if known is not None:
        if not known.is_active:
            raise BadInvitation("the account is closed")
        if known.pk != actor.pk:
            raise OtherAccount("the address has an account; its owner accepts after logging in")
        return known
    if actor.pk is not None:
        raise OtherAccount("somebody else is logged in")
    try:
        return open_account(
            name=row.name, email=row.email, password=password, actor=ANYBODY, at=at, language=row.language,
            person_id=_record_of(row),
        )  # fmt: skip
    except AddressTaken:
        raise OtherAccount("the address got an account at the same moment, by another invitation") from None


def _record_of(row: Invitation) -> int | None:
    """The record that the office has of the invited person, when there is exactly one with this address."""
    people = Person.objects.filter(email=row.email, account=None, erased_at=None, merged_into=None)
    found = list(people.filter(realm=row.realm).exclude(realm="").order_by("id").values_list("pk", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def _give(row: Invitation, account: Account, at: datetime) -> None:
    """Give the role in the name of who invited, who must be entitled to it at this moment.

    Raises   BadInvitation
    """
    today = timezone.localdate(at)
    giver = system_viewer("invitation")
    if row.invited_by is not None:
        owner = Account.objects.filter(pk=row.invited_by).first()
        giver = viewer_of_account(owner, on=today) if owner else ANYBODY
    spot = _spot(row)
    try:
        grant_role(
            person_id=account.person_id, role=Role(row.role), starts=max(row.starts, today), ends=row.ends,
            office_key=spot.office_key, institution_key=spot.institution_key, actor=giver, at=at,
        )  # fmt: skip
    except (NotEntitled, ValidationError, ObjectDoesNotExist) as refusal:
        raise BadInvitation("the role can no longer be given") from refusal


def _queue(row: Invitation, secret: str, actor: Viewer, at: datetime) -> None:
    """Write the letter with the link; each sending is a letter of its own."""
    host = row.office.name if row.office else row.institution.name if row.institution else ""
    context = {"name": row.name, "role": Role(row.role), "host": host, "path": f"/invitation/{secret}/"}
    queue_letter(
        kind=INVITATION, to=row.email, language=row.language, context=context,
        cause=f"{INVITATION.code}:{row.pk}:{row.digest[:16]}", actor=actor, at=at,
    )  # fmt: skip
