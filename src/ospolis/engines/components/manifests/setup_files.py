"""setup.cfg, and setup.py by pattern: the program is never run."""

from __future__ import annotations

import configparser
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from ospolis.engines.untrusted.refusal import Refused

from ..component import Scope
from .draft import Draft
from .pep508 import mention_requirement, read_requirement, scope_of_group
from .pyproject import WordLines

_LISTS: Final = (
    ("install_requires", Scope.RUNTIME),
    ("setup_requires", Scope.BUILD),
    ("tests_require", Scope.TEST),
)
_STATED: Final = re.compile(r"\b(name|version|license)\s*=\s*[\"']([^\"'\n]{1,200})[\"']")
_LIST: Final = re.compile(r"\b(install_requires|setup_requires|tests_require)\s*=\s*[\[(]")
_EXTRAS: Final = re.compile(r"\bextras_require\s*=\s*\{")
_TOKEN: Final = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|#[^\n]*|[\[\](){}:]")
_MOST_LISTS: Final = 20
_CLASSIFIER: Final = re.compile(r"License :: [^\"'\n]*?:: ([^\"'\n:]+)")


def read_setup_cfg(text: str, data: bytes, draft: Draft) -> None:
    """Read a setup.cfg.

    Raises   Refused with code syntax when it is not in the form of a configuration file
    Source   setuptools documentation, declarative configuration
    """
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise Refused("syntax", f"This is not a configuration file: {str(error)[:200]}.") from None
    lines = WordLines(text)
    licence = parser.get("metadata", "license", fallback="") or ""
    name = parser.get("metadata", "name", fallback="") or ""
    version = parser.get("metadata", "version", fallback="") or ""
    draft.declare(
        "pypi",
        name,
        "" if ":" in version else version,
        licence=licence.strip(),
        line=lines.find("license") if licence else lines.find("name"),
    )
    for option, scope in _LISTS:
        _mention_lines(parser.get("options", option, fallback="") or "", scope, lines, draft)
    if parser.has_section("options.extras_require"):
        for extra, wanted in parser.items("options.extras_require"):
            _mention_lines(wanted or "", _scope_of_extra(extra), lines, draft)


def read_setup_py(text: str, data: bytes, draft: Draft) -> None:
    """Recognise the literal lists of a setup.py.

    Source   setuptools documentation, keywords
    """
    draft.partial = True
    lines = WordLines(text)
    stated = dict(reversed(_STATED.findall(text)))
    classified = " OR ".join(dict.fromkeys(_CLASSIFIER.findall(text)))
    draft.declare(
        "pypi",
        stated.get("name", ""),
        stated.get("version", ""),
        licence=stated.get("license", "") or classified,
        line=lines.find("license") or lines.find("name"),
    )
    scopes = dict(_LISTS)
    for found in islice(_LIST.finditer(text), _MOST_LISTS):
        for literal, _ in _read_literals(text, found.end()):
            _mention_lines(literal, scopes[found[1]], lines, draft)
    for found in islice(_EXTRAS.finditer(text), _MOST_LISTS):
        extra = ""
        for literal, is_key in _read_literals(text, found.end()):
            if is_key:
                extra = literal
            else:
                _mention_lines(literal, _scope_of_extra(extra), lines, draft)


def _read_literals(text: str, start: int) -> Iterator[tuple[str, bool]]:
    """Yield the texts up to the bracket that closes the one before `start`; True for keys of a table."""
    depth = 1
    waiting: str | None = None
    for token in _TOKEN.finditer(text, start, start + 100_000):
        written = token[0]
        if written[0] in "\"'":
            if waiting is not None:
                yield waiting, False
            waiting = written[1:-1]
            continue
        if waiting is not None and written[0] != "#":
            yield waiting, written == ":"
            waiting = None
        depth += (written in "[({") - (written in "])}")
        if depth == 0:
            return


def _mention_lines(wanted: str, scope: Scope, lines: WordLines, draft: Draft) -> None:
    for written in wanted.splitlines():
        item = written.partition(" #")[0].strip()
        if not item or item.startswith(("#", "file:")):
            continue
        found = read_requirement(item)
        mention_requirement(draft, item, scope, line=lines.find(found.name) if found else 0)


def _scope_of_extra(extra: str) -> Scope:
    group = scope_of_group(extra)
    return group if group is Scope.TEST or extra in ("dev", "develop", "docs") else Scope.OPTIONAL
