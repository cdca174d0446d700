"""The only writer of second factors: codes of an app, passkeys, and the recovery codes for when they are gone."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt, encrypt
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.people.events import (
    PasskeyRefused,
    RecoveryCodesMade,
    RecoveryCodeUsed,
    SecondFactorRemoved,
    SecondFactorSet,
)
from ospolis.people.models import Account
from ospolis.people.onetime import counter_of_code
from ospolis.people.services.notices import tell_owner

TOTP, PASSKEY, RECOVERY = "totp", "webauthn", "recovery_codes"
_CODES = 10
# Letters and figures that nobody mistakes for one another on paper; two groups of five make 49 bits.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUP = 5


class FactorTaken(ValueError):
    """There is a code app on this account already."""


class WrongCode(ValueError):
    """A code that does not fit, that is late, or that was used before."""


@transaction.atomic
def add_totp(*, account_id: int, secret: str, code: str, actor: Viewer, at: datetime) -> None:
    """Make an app with codes the second factor of an account; the first code shows that the app works.

    Raises   Account.DoesNotExist; FactorTaken; WrongCode
    Emits    people.second_factor_set
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    if Authenticator.objects.filter(user_id=account.pk, type=TOTP).exists():
        raise FactorTaken(account_id)
    counter = counter_of_code(secret, code, at=at)
    if counter is None:
        raise WrongCode(account_id)
    kept = {"secret": encrypt(secret), "counter": counter}
    Authenticator.objects.create(user_id=account.pk, type=TOTP, data=kept, created_at=at, last_used_at=at)
    tell_owner(account, "second_factor_set", actor=actor, at=at)
    record(SecondFactorSet(person_id=account.person_id, kind=TOTP), actor=actor, at=at)


@transaction.atomic
def add_passkey(*, account_id: int, name: str, credential: dict[str, Any], actor: Viewer, at: datetime) -> None:
    """Add a passkey whose ceremony was completed.

    Raises   Account.DoesNotExist
    Emits    people.second_factor_set
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    kept = {"name": name[:100], "credential": credential}
    Authenticator.objects.create(user_id=account.pk, type=PASSKEY, data=kept, created_at=at, last_used_at=at)
    tell_owner(account, "second_factor_set", actor=actor, at=at)
    record(SecondFactorSet(person_id=account.person_id, kind=PASSKEY), actor=actor, at=at)


@transaction.atomic
def use_totp(*, account_id: int, code: str, at: datetime) -> None:
    """Take a code of the app, once: neither this one nor an older one passes again, whatever the clock does.

    Raises   WrongCode
    Emits    nothing: the log-in that it opens has its own entry
    """
    rows = Authenticator.objects.select_for_update(of=("self",)).filter(user_id=account_id, type=TOTP)
    row = rows.first()
    counter = counter_of_code(decrypt(row.data["secret"]), code, at=at) if row else None
    if row is None or counter is None or counter <= row.data["counter"]:
        raise WrongCode(account_id)
    row.data["counter"] = counter
    row.last_used_at = at
    row.save(update_fields=["data", "last_used_at"])


@transaction.atomic
def use_recovery_code(*, account_id: int, code: str, actor: Viewer, at: datetime) -> None:
    """Take one of the recovery codes, once.

    Raises   WrongCode
    Emits    people.recovery_code_used
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    row = Authenticator.objects.filter(user_id=account_id, type=RECOVERY).first()
    digest = _digest(account_id, code)
    kept = row.data["digests"] if row else []
    left = [other for other in kept if not constant_time_compare(other, digest)]
    if row is None or len(left) == len(kept):
        raise WrongCode(account_id)
    row.data["digests"] = left
    row.last_used_at = at
    row.save(update_fields=["data", "last_used_at"])
    tell_owner(account, "recovery_code_used", actor=actor, at=at)
    record(RecoveryCodeUsed(person_id=account.person_id, left=len(left)), actor=actor, at=at)


@transaction.atomic
def use_passkey(*, factor_id: int, counter: int, actor: Viewer, at: datetime) -> bool:
    """Take a passkey whose ceremony was completed, unless its counter did not go on: then somebody has a copy.

    An authenticator that does not count says 0 each time, and none of its copies can be told.
    Returns  False when it is refused; its owner is told
    Raises   Authenticator.DoesNotExist
    Emits    people.passkey_refused when it is refused; the log-in that it opens has its own entry
    """
    row = Authenticator.objects.select_for_update(of=("self",)).get(pk=factor_id, type=PASSKEY)
    before = row.data.get("counter")
    if before is None:
        before = row.wrap().authenticator_data.counter
    if counter > before or counter == before == 0:
        row.data["counter"] = counter
        row.last_used_at = at
        row.save(update_fields=["data", "last_used_at"])
        return True
    account = Account.objects.get(pk=row.user_id)
    tell_owner(account, "passkey_refused", actor=actor, at=at)
    record(PasskeyRefused(person_id=account.person_id, factor_id=row.pk), actor=actor, at=at)
    return False


@transaction.atomic
def make_recovery_codes(*, account_id: int, actor: Viewer, at: datetime) -> list[str]:
    """Make ten recovery codes, which take the place of older ones. They are returned once; digests are kept.

    Raises   Account.DoesNotExist
    Emits    people.recovery_codes_made
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    codes = [_new_code() for _ in range(_CODES)]
    Authenticator.objects.filter(user_id=account.pk, type=RECOVERY).delete()
    kept = {"digests": [_digest(account.pk, code) for code in codes]}
    Authenticator.objects.create(user_id=account.pk, type=RECOVERY, data=kept, created_at=at)
    tell_owner(account, "recovery_codes_made", actor=actor, at=at)
    record(RecoveryCodesMade(person_id=account.person_id), actor=actor, at=at)
    return codes


@transaction.atomic
def remove_factor(*, account_id: int, factor_id: int, actor: Viewer, at: datetime) -> None:
    """Take a second factor off an account; with the last one its recovery codes go too.

    Raises   Authenticator.DoesNotExist when it is not one of this account's
    Emits    people.second_factor_removed
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account_id)
    row = Authenticator.objects.exclude(type=RECOVERY).get(pk=factor_id, user_id=account.pk)
    kind = row.type
    row.delete()
    rest = Authenticator.objects.filter(user_id=account.pk)
    if not rest.exclude(type=RECOVERY).exists():
        rest.delete()
    tell_owner(account, "second_factor_removed", actor=actor, at=at)
    record(SecondFactorRemoved(person_id=account.person_id, kind=kind), actor=actor, at=at)


def _new_code() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(2 * _GROUP))
    return f"{letters[:_GROUP]}-{letters[_GROUP:]}"


def _digest(account_id: int, code: str) -> str:
    """A keyed digest: whoever reads the table without the installation's key cannot try codes against it."""
    letters = "".join(letter for letter in code.casefold() if letter.isalnum())[:100]
    return salted_hmac("people.recovery_code", f"{account_id}:{letters}", algorithm="sha256").hexdigest()
