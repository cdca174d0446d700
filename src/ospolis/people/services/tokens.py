"""The only writer of tokens: keys with which programs act for an account."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.people.choices import TokenVerb
from ospolis.people.events import TokenIssued, TokenRevoked
from ospolis.people.models import Account, Token
from ospolis.people.selectors.tokens import realms_for_tokens, tokens_of

PREFIX = "osp_"
LONGEST = timedelta(days=366)
MOST_TOKENS = 20
_HINT = 9
_RANDOM_BYTES = 32


def digest_of_token(secret: str) -> str:
    """What is kept of a token: enough to know it again, too little to use it."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@transaction.atomic
def issue_token(
    *, name: str, realm: str, verbs: Sequence[str], ends_at: datetime, actor: Viewer, at: datetime
) -> tuple[Token, str]:
    """Make a token that acts for the account of `actor`, in one office, with no more than the account may then do.

    Returns  the row and the secret; the secret is told this once and kept by nobody here
    Raises   Account.DoesNotExist for somebody without one; ValidationError when the office is none of the actor's,
             a verb is unknown, the end is past or too far, or there are too many tokens
    Emits    people.token_issued
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=actor.pk or 0, is_active=True)
    _check_wish(realm=realm, verbs=verbs, ends_at=ends_at, actor=actor, at=at)
    if account.tokens.filter(revoked_at__isnull=True, ends_at__gt=at).count() >= MOST_TOKENS:
        raise ValidationError(_("There are %(most)d tokens already. Revoke one first.") % {"most": MOST_TOKENS})
    secret = PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)
    token = Token(
        account=account, name=name, hint=secret[:_HINT], digest=digest_of_token(secret), realm=realm,
        verbs=sorted(set(verbs)), created_at=at, ends_at=ends_at,
    )  # fmt: skip
    token.full_clean()
    token.save()
    event = TokenIssued(person_id=account.person_id, token_id=token.pk, office_key=realm, verbs=" ".join(token.verbs))
    record(event, actor=actor, at=at, realm=realm or "installation")
    return token, secret


def _check_wish(*, realm: str, verbs: Sequence[str], ends_at: datetime, actor: Viewer, at: datetime) -> None:
    """Refuse a token that could do more than its holder, or live too long.

    Raises   ValidationError
    """
    if not verbs or not set(verbs) <= set(TokenVerb.values):
        raise ValidationError(_("Choose what the token may do."))
    if realm and realm not in realms_for_tokens(actor):
        raise ValidationError(_("You hold no role in this office."))
    if not at < ends_at <= at + LONGEST:
        raise ValidationError(_("Choose an end within the next twelve months."))


@transaction.atomic
def revoke_token(*, token_id: int, actor: Viewer, at: datetime) -> None:
    """Take one of the actor's own tokens back; it opens nothing from this moment. A second time changes nothing.

    Raises   Token.DoesNotExist when it is none of the actor's
    Emits    people.token_revoked, unless it was revoked before
    """
    rows = tokens_of(actor).select_for_update(of=("self",))
    token = rows.select_related("account").get(pk=token_id)
    if token.revoked_at is not None:
        return
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    event = TokenRevoked(person_id=token.account.person_id, token_id=token.pk)
    record(event, actor=actor, at=at, realm=token.realm or "installation")


@transaction.atomic
def note_token_use(*, token_id: int, at: datetime) -> None:
    """Remember the last day on which a token was used: one write a day, however often it asks.

    Raises   nothing of its own
    Emits    nothing: to read is no change, and what a token changes has an entry of its own
    """
    today = timezone.localdate(at)
    Token.objects.filter(pk=token_id).exclude(last_used_on=today).update(last_used_on=today)
