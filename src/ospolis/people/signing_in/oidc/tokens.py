"""The token of a provider: who it is about, once everything about it was checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jwt
from django.utils.crypto import constant_time_compare

from ospolis.core.log_in_providers import LogInProvider
from ospolis.people.signing_in.oidc.discovery import keys_of

# Signatures by a key that only the provider has; neither `none` nor the HS family, whose key is our own secret.
_FAMILIES = {
    "RS256": "RSA", "RS384": "RSA", "RS512": "RSA", "PS256": "RSA", "PS384": "RSA", "PS512": "RSA",
    "ES256": "EC", "ES384": "EC", "ES512": "EC", "EdDSA": "OKP",
}  # fmt: skip
_CLOCKS_DIFFER = 60
_LONGEST = 50_000


class BadToken(ValueError):
    """A token that is not for us, not from the provider, late, or about nobody."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What the provider says about somebody."""

    subject: str
    email: str
    is_email_verified: bool


def read_id_token(token: Any, provider: LogInProvider, *, nonce: str) -> Claims:
    """Check signature, issuer, audience, times and nonce of a token.

    Raises   BadToken; ProviderDown when the keys cannot be had
    Source   OpenID Connect Core 1.0, section 3.1.3.7; RFC 8725
    """
    if not isinstance(token, str) or len(token) > _LONGEST:
        raise BadToken("no token")
    try:
        algorithm, key = _key_for(token, provider)
        said = jwt.decode(
            token,
            key=key,
            algorithms=[algorithm],
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=_CLOCKS_DIFFER,
            options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
        )
    except (jwt.PyJWTError, TypeError, ValueError, RecursionError) as problem:
        raise BadToken(type(problem).__name__) from problem
    return _claims_of(said, provider, nonce)


def _claims_of(said: dict[str, Any], provider: LogInProvider, nonce: str) -> Claims:
    audience = said["aud"] if isinstance(said["aud"], list) else [said["aud"]]
    party = said.get("azp", provider.client_id if len(audience) == 1 else None)
    if party != provider.client_id:
        raise BadToken("it was made for another party")
    if not isinstance(said["nonce"], str) or not constant_time_compare(said["nonce"], nonce):
        raise BadToken("it answers another question")
    subject, email = said["sub"], said.get("email")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise BadToken("it is about nobody")
    address = email.strip().casefold() if isinstance(email, str) and len(email) <= 254 else ""
    return Claims(subject, address, bool(address) and said.get("email_verified") is True)


def _key_for(token: str, provider: LogInProvider) -> tuple[str, Any]:
    """The algorithm, from our list, and the key of the provider that fits; unknown keys are asked for once more.

    Raises   BadToken
    """
    header = jwt.get_unverified_header(token)
    algorithm = header.get("alg")
    if algorithm not in _FAMILIES:
        raise BadToken("it names no signature that counts")
    for anew in (False, True):
        fitting = [key for key in keys_of(provider, anew=anew) if _fits(key, algorithm, header.get("kid"))]
        if len(fitting) == 1:
            return algorithm, jwt.PyJWK(fitting[0], algorithm=algorithm).key
    raise BadToken("no key of the provider fits")


def _fits(key: dict[str, Any], algorithm: str, kid: Any) -> bool:
    same_name = kid is None or key.get("kid") == kid
    for_signing = key.get("use", "sig") == "sig" and key.get("alg", algorithm) == algorithm
    return same_name and for_signing and key.get("kty") == _FAMILIES[algorithm]
