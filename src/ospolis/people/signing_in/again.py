"""Proving once more, in a session that is open already: by password, by code, or by passkey."""

from __future__ import annotations

import enum
from typing import Any

from django.contrib.auth import authenticate
from django.forms import Form
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ospolis.core.access import ANYBODY
from ospolis.core.limiting import asker_of, count_try, forget_tries, may_try
from ospolis.core.limiting.doors import LOG_IN
from ospolis.people.forms.accounts import CodeForm, PasskeyForm, PasswordForm
from ospolis.people.models import Account
from ospolis.people.selectors import factors_of
from ospolis.people.sessions import has_second_factor, note_proof
from ospolis.people.signing_in.codes import prove_code, prove_passkey
from ospolis.people.signing_in.entering import Refusal


class Way(enum.StrEnum):
    """The ways to prove that it is still the same person."""

    PASSWORD = "password"  # noqa: S105  # the name of a way, not a password
    CODE = "code"
    PASSKEY = "passkey"

    @property
    def words(self) -> str | Promise:
        return _WORDS[self]


_WORDS = {
    Way.PASSWORD: gettext_lazy("Use the password"),
    Way.CODE: gettext_lazy("Use a code"),
    Way.PASSKEY: gettext_lazy("Use a passkey"),
}
_FORMS: dict[Way, type[Form]] = {Way.PASSWORD: PasswordForm, Way.CODE: CodeForm, Way.PASSKEY: PasskeyForm}


def form_of(way: Way, posted: QueryDict | None) -> Form:
    """The form of a way to prove oneself."""
    return _FORMS[way](posted)


def offered_ways(request: HttpRequest) -> list[Way]:
    """What the owner of a session can prove; whoever logged in without a second factor is asked for that one first."""
    account = request.user
    if not isinstance(account, Account):
        return [Way.PASSWORD]
    kinds = {factor.type for factor in factors_of(account)}
    second = [Way.CODE] if "totp" in kinds else []
    second += [Way.PASSKEY] if "webauthn" in kinds else []
    first = [Way.PASSWORD] if account.has_usable_password() or not second else []
    return first + second if has_second_factor(request) else second + first


def prove_again(request: HttpRequest, way: Way, form: Form) -> tuple[bool, int]:
    """Check what was sent; a second factor strengthens the session too.

    Returns  whether it is proved, and the status of the answer when it is not
    """
    account = request.user
    if not form.is_valid() or not isinstance(account, Account):
        return False, 422
    at = timezone.now()
    refusal = _check(request, account, way, form.cleaned_data)
    if refusal is None:
        note_proof(request, at=at, second_factor=way is not Way.PASSWORD)
        return True, 200
    form.add_error(None, refusal.words)
    return False, refusal.status


def _check(request: HttpRequest, account: Account, way: Way, said: dict[str, Any]) -> Refusal | None:
    at = timezone.now()
    if way is Way.PASSWORD:
        return _check_password(request, account, said["password"])
    if way is Way.CODE:
        proof, refusal = prove_code(request, account, said["code"], at=at)
        return None if proof else refusal
    owner, refusal = prove_passkey(request, said["answer"], account=account, at=at)
    return None if owner else refusal


def _check_password(request: HttpRequest, account: Account, password: str) -> Refusal | None:
    at = timezone.now()
    asker = asker_of(request, account=account.email)
    if not may_try(ANYBODY, door=LOG_IN, asker=asker, at=at).may:
        return Refusal(_("There were too many tries. Wait 15 minutes, then try again."), status=429)
    if authenticate(request, username=account.email, password=password) != account:
        count_try(door=LOG_IN, asker=asker, at=at)
        return Refusal(_("This is not your password. Try again."))
    forget_tries(door=LOG_IN, asker=asker)
    return None
