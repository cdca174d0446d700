"""What a provider says about itself: where its doors are, and its keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.utils.translation import gettext as _
from requests import RequestException, Response

from ospolis.core.fetching.sessions import guarded_session
from ospolis.core.log_in_providers import LogInProvider

_KEPT = 10 * 60
# Keys are asked for anew at most so often, whatever tokens name.
_KEYS_AGAIN = 60


class ProviderDown(Exception):
    """The provider does not answer, or not in a way that can be used."""


@dataclass(frozen=True, slots=True)
class Doors:
    """The addresses of a provider."""

    authorization: str
    token: str
    keys: str
    names_itself: bool
    secret_in_body: bool


def doors_of(provider: LogInProvider) -> Doors:
    """Ask a provider for its doors; the answer is kept for ten minutes.

    Raises   ProviderDown
    """
    said = _kept(f"oidc:{provider.issuer}:doors", f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if said.get("issuer") != provider.issuer:
        raise ProviderDown(_("it says that it is somebody else"))
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    found = [said.get(name) for name in names]
    safe = "https://" if provider.issuer.startswith("https://") else ("http://", "https://")
    if not all(isinstance(url, str) and url.startswith(safe) and len(url) <= 2048 for url in found):
        raise ProviderDown(_("it does not say where its doors are"))
    methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if not isinstance(methods, list):
        raise ProviderDown(_("it gave no answer that can be read"))
    return Doors(
        authorization=str(found[0]),
        token=str(found[1]),
        keys=str(found[2]),
        names_itself=said.get("authorization_response_iss_parameter_supported") is True,
        secret_in_body="client_secret_basic" not in methods and "client_secret_post" in methods,
    )


def keys_of(provider: LogInProvider, *, anew: bool = False) -> list[dict[str, Any]]:
    """The public keys of a provider; `anew` asks once more, but not more often than once a minute.

    Raises   ProviderDown
    """
    name = f"oidc:{provider.issuer}:keys"
    memory = caches["memory"]
    if anew and memory.add(f"{name}:anew", True, _KEYS_AGAIN):
        memory.delete(name)
    keys = _kept(name, doors_of(provider).keys).get("keys")
    return [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []


def read_answer(response: Response) -> dict[str, Any]:
    """The JSON object of an answer.

    Raises   ProviderDown
    """
    try:
        found = response.json()
    except (ValueError, RecursionError):
        raise ProviderDown(_("it gave no answer that can be read")) from None
    if not isinstance(found, dict):
        raise ProviderDown(_("it gave no answer that can be read"))
    return found


def _kept(name: str, url: str) -> dict[str, Any]:
    memory = caches["memory"]
    found: dict[str, Any] | None = memory.get(name)
    if found is None:
        try:
            with guarded_session() as session:
                response = session.get(url, headers={"Accept": "application/json"})
        except RequestException as problem:
            raise ProviderDown(_("it does not answer")) from problem
        if response.status_code != 200:
            raise ProviderDown(_("it answers with an error"))
        found = read_answer(response)
        memory.set(name, found, _KEPT)
    return found
