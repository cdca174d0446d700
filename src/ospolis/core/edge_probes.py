"""What the doctor says about the way to the site: cookies, strict transport, proxies, the certificate, providers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_network
from urllib.parse import urlsplit

from django.conf import settings

from ospolis.core.config import LOOPBACK_HOSTS, Config
from ospolis.core.doctor import HealthLine, Light, register_probe
from ospolis.core.fetching.certificates import CertificateRefused, end_of_certificate

_YEAR = 31_536_000
# A network with more addresses than these is not the operator's row of proxies.
_WIDEST = {4: 8, 6: 32}
_SOON_DAYS, _URGENT_DAYS = 30, 7
_DEFAULT_PORT = 443


def register_edge_probes() -> None:
    """Add these probes, in the order in which they are read."""
    register_probe("cookies", look_at_cookies)
    register_probe("proxies", look_at_proxies)
    register_probe("log-in providers", look_at_providers)
    register_probe("certificate", look_at_certificate, is_far=True)


def look_at_cookies() -> Iterator[HealthLine]:
    """Whether a site with https keeps its cookies and its readers on https."""
    config: Config = settings.OSPOLIS
    if not config.is_https:
        yield HealthLine("cookies", Light.GREEN, "for this machine only, over plain http")
        return
    weak = [name for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY")
            if not getattr(settings, name)]  # fmt: skip
    for name in weak:
        yield HealthLine("cookies", Light.RED, f"{name} is off", f"Set {name} to True: others could read the session.")
    if not weak:
        yield HealthLine("cookies", Light.GREEN, "over https only, and out of reach of scripts")
    if not settings.SECURE_SSL_REDIRECT:
        remedy = "Set SECURE_SSL_REDIRECT to True: a first visit over http would stay there."
        yield HealthLine("plain http", Light.RED, "answered", remedy)
    if settings.SECURE_HSTS_SECONDS < _YEAR:
        value = f"strict transport (HSTS) for {settings.SECURE_HSTS_SECONDS} s"
        yield HealthLine("https", Light.RED, value, f"Set SECURE_HSTS_SECONDS to {_YEAR}, which is a year.")
    else:
        yield HealthLine("https", Light.GREEN, "strict transport (HSTS) for a year or more")


def look_at_proxies() -> Iterator[HealthLine]:
    """Whom the site believes when it is told where a request came from."""
    named: tuple[str, ...] = settings.OSPOLIS.proxies
    networks = [ip_network(text) for text in named]
    wide = [str(network) for network in networks if network.prefixlen < _WIDEST[network.version]]
    if wide:
        remedy = "Name your proxies alone in OSPOLIS_PROXIES: others could choose the address they are counted by."
        yield HealthLine("proxies", Light.RED, f"{', '.join(wide)} holds strangers", remedy)
    else:
        yield HealthLine("proxies", Light.GREEN, ", ".join(("this machine", *named)))


def look_at_providers() -> Iterator[HealthLine]:
    """Whether log-in providers are asked over https."""
    for provider in settings.OSPOLIS.providers:
        parts = urlsplit(provider.issuer)
        if parts.scheme == "https" or parts.hostname in LOOPBACK_HOSTS:
            yield HealthLine(f"provider {provider.key}", Light.GREEN, provider.issuer)
        else:
            remedy = "Write its https address in the file that OSPOLIS_OIDC names: anybody between could log in."
            yield HealthLine(f"provider {provider.key}", Light.RED, f"{provider.issuer}, plain http", remedy)


def look_at_certificate() -> Iterator[HealthLine]:
    """Whether the public address shows a certificate that browsers believe, and until when."""
    config: Config = settings.OSPOLIS
    if not config.is_https:
        return
    try:
        ends = end_of_certificate(config.host, urlsplit(config.base_url).port or _DEFAULT_PORT)
    except CertificateRefused as problem:
        remedy = "Install a certificate for this name that browsers believe."
        yield HealthLine("certificate", Light.RED, str(problem), remedy)
    except OSError as problem:
        value = f"{config.host} does not answer: {problem.strerror or problem}"
        yield HealthLine(
            "certificate", Light.RED, value, "Look at the proxy in front of this site, and at OSPOLIS_BASE_URL."
        )
    else:
        days = (ends - datetime.now(UTC)).days
        light = Light.RED if days < _URGENT_DAYS else Light.YELLOW if days < _SOON_DAYS else Light.GREEN
        remedy = "" if light is Light.GREEN else "Renew it, and see why that did not happen by itself."
        yield HealthLine("certificate", light, f"until {ends:%Y-%m-%d}, {days} days", remedy)
