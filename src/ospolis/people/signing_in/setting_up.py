"""Setting up a second factor: the secret of an app, its picture, and what follows once it is proved."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote, urlencode

import qrcode
from django.conf import settings
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext as _
from qrcode.image.svg import SvgPathFillImage

from ospolis.core.access import OfficeRequest
from ospolis.core.limiting import asker_of, count_try, may_try
from ospolis.core.limiting.doors import SECOND_FACTOR
from ospolis.core.sealing import CannotUnseal, seal, unseal
from ospolis.people import services
from ospolis.people.onetime import new_secret
from ospolis.people.selectors import factors_of
from ospolis.people.sessions import note_proof
from ospolis.people.signing_in.codes import too_many
from ospolis.people.signing_in.passkeys import WrongPasskey, check_made

_PURPOSE = "people.second_factor_to_be"
_KEY = "second_factor_to_be"


def secret_of_session(request: HttpRequest) -> str:
    """The secret that is being set up: the same one until the app was proved, sealed in the session."""
    kept = request.session.get(_KEY, "")
    try:
        return unseal(kept, purpose=_PURPOSE)
    except CannotUnseal:
        secret = new_secret()
        request.session[_KEY] = seal(secret, purpose=_PURPOSE)
        return secret


def spell_secret(secret: str) -> str:
    """The secret in groups of four, for those who type it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def url_of_secret(request: OfficeRequest, secret: str) -> str:
    """The address that apps read: who the code is for, and the secret."""
    host = settings.OSPOLIS.host
    email = getattr(request.user, "email", "")
    return f"otpauth://totp/{quote(f'{host}:{email}')}?{urlencode({'secret': secret, 'issuer': host})}"


def draw_secret(url: str) -> bytes:
    """The square picture of an address that phones read, dark on light in both colour schemes."""
    drawn: bytes = qrcode.make(url, image_factory=SvgPathFillImage).to_string()
    return drawn


def add_app(request: OfficeRequest, form: Form, *, at: datetime) -> list[str] | None:
    """Make the app the second factor, once its first code fits.

    Returns  new recovery codes, none when there were some before; None when the code does not fit, the form says why
    """
    account_id = request.viewer.pk or 0
    asker = asker_of(request)
    if not may_try(request.viewer, door=SECOND_FACTOR, asker=asker, at=at).may:
        form.add_error(None, too_many().words)
        return None
    try:
        services.add_totp(
            account_id=account_id, secret=secret_of_session(request), code=form.cleaned_data["code"],
            actor=request.viewer, at=at,
        )  # fmt: skip
    except services.WrongCode:
        count_try(door=SECOND_FACTOR, asker=asker, at=at)
        form.add_error("code", _("This code does not fit. Enter the one that the app shows now."))
        return None
    request.session.pop(_KEY, None)
    return _finish(request, at=at)


def add_passkey(request: OfficeRequest, form: Form, *, at: datetime) -> list[str] | None:
    """Add the passkey that a browser made.

    Returns  as `add_app`
    """
    try:
        credential = check_made(request, form.cleaned_data["answer"])
    except WrongPasskey:
        form.add_error(None, _("The passkey could not be added. Try again."))
        return None
    services.add_passkey(
        account_id=request.viewer.pk or 0, name=form.cleaned_data["name"] or _("Passkey"), credential=credential,
        actor=request.viewer, at=at,
    )  # fmt: skip
    return _finish(request, at=at)


def _finish(request: OfficeRequest, *, at: datetime) -> list[str]:
    """The session has proved the factor with it; the first one brings recovery codes."""
    note_proof(request, at=at, second_factor=True)
    if factors_of(request.viewer).filter(type="recovery_codes").exists():
        return []
    return services.make_recovery_codes(account_id=request.viewer.pk or 0, actor=request.viewer, at=at)
