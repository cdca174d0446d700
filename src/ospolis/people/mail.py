"""The letters of this app."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ospolis.core.mail.kinds import LetterKind

ACCOUNT_SAFETY = LetterKind(
    "people.account_safety", _("Safety of your account"), "people/mail/account_safety.html", essential=True
)
RECOVERY = LetterKind("people.recovery", _("Links for a new password"), "people/mail/recovery.html", essential=True)
NEW_ADDRESS = LetterKind(
    "people.new_address", _("Confirmation of a new address"), "people/mail/new_address.html", essential=True
)
INVITATION = LetterKind("people.invitation", _("Invitations"), "people/mail/invitation.html", essential=True)
