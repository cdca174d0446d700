"""From where somebody logs in, so roughly that nobody can be followed: a stretch of the network, a kind of device."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.http import HttpRequest

from ospolis.core.limiting import network_of

# In this order: a browser names those that it resembles too.
_PROGRAMS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def stretch_of(request: HttpRequest) -> str:
    """The stretch of the network that a request comes from: 256 addresses of IPv4, a site of IPv6."""
    network = network_of(request).partition("/")[0]
    try:
        address = ip_address(network)
    except ValueError:
        return ""
    return str(ip_network((address, 24 if address.version == 4 else 48), strict=False))


def device_of(request: HttpRequest) -> str:
    """The kind of device: browser and system by their common names, empty when it names none that is known."""
    said = request.META.get("HTTP_USER_AGENT", "")[:500]
    program = next((name for sign, name in _PROGRAMS if sign in said), "")
    system = next((name for sign, name in _SYSTEMS if sign in said), "")
    return ", ".join(word for word in (program, system) if word)
