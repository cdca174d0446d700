"""An authenticator in a few lines: makes a passkey and unlocks it, with a counter that a test sets."""

from __future__ import annotations

import json
import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

SITE, ORIGIN = "localhost", "http://localhost:8000"
_SEEN = AuthenticatorData.FLAG.USER_PRESENT | AuthenticatorData.FLAG.USER_VERIFIED


class Passkey:
    """One passkey of one account. `counter` stands in each answer as it is; a phone says 0 each time."""

    def __init__(self, handle: bytes, *, counter: int = 0) -> None:
        self.handle, self.counter = handle, counter
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._id = secrets.token_bytes(16)

    def made(self) -> dict[str, Any]:
        """What the browser sends when the passkey was made."""
        public = ES256.from_cryptography_key(self._key.public_key())
        credential = AttestedCredentialData.create(b"\0" * 16, self._id, public)
        flags = _SEEN | AuthenticatorData.FLAG.ATTESTED
        seen = AuthenticatorData.create(sha256(SITE.encode()), flags, self.counter, bytes(credential))
        said = self._said(CollectedClientData.TYPE.CREATE, websafe_encode(b"q" * 32))
        attested = AttestationObject.create("none", seen, {})
        return self._answer({"clientDataJSON": websafe_encode(said), "attestationObject": websafe_encode(attested)})

    def unlocked(self, challenge: str) -> str:
        """What the browser sends when the passkey was unlocked for a question."""
        seen = AuthenticatorData.create(sha256(SITE.encode()), _SEEN, self.counter)
        said = self._said(CollectedClientData.TYPE.GET, challenge)
        seal = self._key.sign(seen + sha256(said), ec.ECDSA(SHA256()))
        return json.dumps(
            self._answer(
                {
                    "clientDataJSON": websafe_encode(said),
                    "authenticatorData": websafe_encode(seen),
                    "signature": websafe_encode(seal),
                    "userHandle": websafe_encode(self.handle),
                }
            )
        )

    def _said(self, kind: str, challenge: str) -> bytes:
        return bytes(CollectedClientData.create(kind, challenge, ORIGIN))

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        name = websafe_encode(self._id)
        return {"id": name, "rawId": name, "type": "public-key", "response": response, "clientExtensionResults": {}}
