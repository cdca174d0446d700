"""Swift: Package.resolved, versions 1 to 3."""

from __future__ import annotations

import re
from typing import Final

from ospolis.engines.untrusted.jsontext import read_json

from ..component import Scope
from .draft import Draft
from .lines import number_matches
from .shapes import read_list, read_text

_ADDRESS: Final = re.compile(r"(?:[a-z+]+://|git@)(?:[^/@\s]+@)?([^/:\s]+)[/:]([^\s]+?)(?:\.git)?/?")
_LINE: Final = re.compile(r'^[ \t]*"(?:location|repositoryURL)"[ \t]*:[ \t]*"([^"\n]{1,500})"', re.MULTILINE)


def read_package_resolved(text: str, data: bytes, draft: Draft) -> None:
    """Read a Package.resolved; a Swift package is known by the address of its repository.

    Source   swift-package-manager, PinsStorage
    """
    document = read_json(data, limits=draft.limits.text)
    lines = dict(reversed(number_matches(text.replace("\\/", "/"), _LINE)))
    for pin in read_list(document, "pins") or read_list(document, "object", "pins"):
        address = read_text(pin, "location") or read_text(pin, "repositoryURL")
        found = _ADDRESS.fullmatch(address)
        draft.mention(
            "swift",
            f"{found[1]}/{found[2]}" if found else read_text(pin, "identity") or read_text(pin, "package"),
            read_text(pin, "state", "version") or read_text(pin, "state", "revision"),
            scope=Scope.RUNTIME,
            line=lines.get(address, 0),
        )
