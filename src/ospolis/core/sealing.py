"""Secrets that must be read back: tokens of forges, secrets of log-in providers. Sealed under the installation's key.

The key is in no backup. After a move to a machine with another key nothing unseals: the secret is asked for again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

_VERSION = "s1"
_NONCE_BYTES = 12
_LONGEST = 100_000


class CannotUnseal(ValueError):
    """A sealed text that does not open. Its message says what to do: ask for the secret again."""

    def __init__(self, message: str, *, key_changed: bool) -> None:
        super().__init__(message)
        self.key_changed = key_changed


def seal(text: str, *, purpose: str) -> str:
    """Seal a text for one purpose (`people.oidc_secret`); equal texts give different seals.

    Shapes   ASCII: version, mark of the key, then nonce and ciphertext in base64
    Raises   ValueError when the text is longer than 100,000 letters or the purpose is empty
    Source   AES-256-GCM (NIST SP 800-38D) under a key by HKDF-SHA256 (RFC 5869), one for each purpose
    """
    if not purpose or len(text) > _LONGEST:
        raise ValueError(f"a seal has a purpose and at most {_LONGEST:,} letters")
    key = _key_for(purpose)
    nonce = os.urandom(_NONCE_BYTES)
    body = nonce + AESGCM(key).encrypt(nonce, text.encode(), purpose.encode())
    return f"{_VERSION}.{_mark_of(key)}.{base64.urlsafe_b64encode(body).decode('ascii')}"


def unseal(sealed: str, *, purpose: str) -> str:
    """Open a seal that was made for this purpose.

    Raises   CannotUnseal: made for something else, changed, or sealed under another key
    """
    key = _key_for(purpose)
    version, _dot, rest = sealed.partition(".")
    mark, _dot, body = rest.partition(".")
    if version == _VERSION and mark != _mark_of(key):
        raise CannotUnseal(
            _("This secret was kept under another key, or for something else. Ask for it again and enter it anew."),
            key_changed=True,
        )
    try:
        if version != _VERSION:
            raise ValueError(version)
        whole = base64.b64decode(body, altchars=b"-_", validate=True)
        return AESGCM(key).decrypt(whole[:_NONCE_BYTES], whole[_NONCE_BYTES:], purpose.encode()).decode()
    except (binascii.Error, InvalidTag, ValueError):
        message = _("This secret was damaged where it is kept. Ask for it again and enter it anew.")
        raise CannotUnseal(message, key_changed=False) from None


def _key_for(purpose: str) -> bytes:
    secret: str = settings.SECRET_KEY
    info = f"ospolis.core.sealing {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret.encode())


def _mark_of(key: bytes) -> str:
    """Tells one key from another and says nothing about either."""
    return hashlib.sha256(b"mark" + key).hexdigest()[:8]
