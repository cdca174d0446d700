"""The log-in providers that the operator named, and who of them may do what."""

from __future__ import annotations

from django.conf import settings

from ospolis.core.log_in_providers import LogInProvider


def listed_providers() -> tuple[LogInProvider, ...]:
    """Every provider, in the operator's order."""
    found: tuple[LogInProvider, ...] = settings.OSPOLIS.providers
    return found


def find_provider(key: str) -> LogInProvider | None:
    """The provider of this id, or None."""
    return next((provider for provider in listed_providers() if provider.key == key), None)


def trusted_providers() -> tuple[LogInProvider, ...]:
    """Those whose word counts that somebody reads the mail of an address."""
    return tuple(provider for provider in listed_providers() if provider.trusted_email)
