"""Checks of single values: each says yes or no to one text; none asks the network."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import TypeAlias
from urllib.parse import SplitResult, urlsplit

import regex

from ospolis.engines.metadata.vocabulary import Vocabulary

Check: TypeAlias = Callable[[str, Vocabulary], bool]

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9:.]{5,}(?:[Zz]|[-+][0-9]{2}:?[0-9]{2})")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*+:")
_URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{0,31}:[^\s\"<>\\^`{|}]+", re.IGNORECASE)
_MIME = re.compile(r"[A-Za-z0-9][A-Za-z0-9!#$&^_-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")
_LICENCE_TOKEN = re.compile(r"[()]|[A-Za-z0-9.+:-]+")
_LICENCE_REFERENCE = re.compile(r"(?:DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+")
_CLUSTER = regex.compile(r"\X")
_LANGUAGE = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-[a-z]{3}){0,3}(?:-[a-z]{4})?(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?",
    re.IGNORECASE,
)

_LONGEST_URL = 2048
_MOST_LABELS = 6

STATUSES = ("concept", "development", "beta", "stable", "obsolete")
SOFTWARE_TYPES = (
    "standalone/mobile",
    "standalone/iot",
    "standalone/desktop",
    "standalone/web",
    "standalone/backend",
    "standalone/other",
    "addon",
    "library",
    "configurationFiles",
)
MAINTENANCE = ("internal", "contract", "community", "none")


def split_url(text: str) -> SplitResult | None:
    """Take an absolute URL apart; None when it is none, has no host, or holds blanks."""
    if len(text) > _LONGEST_URL or not _SCHEME.match(text) or not text.isprintable() or " " in text:
        return None
    try:
        parts = urlsplit(text)
        host = parts.hostname
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        return None
    return parts if host else None


def is_url(text: str) -> bool:
    """Say whether a text is an absolute URL with a host, or another URI with something after its scheme."""
    return split_url(text) is not None or bool(_URN.fullmatch(text)) or text.startswith(("mailto:", "git@"))


def is_http_url(text: str) -> bool:
    """Say whether a text is an absolute http or https URL."""
    parts = split_url(text)
    return parts is not None and parts.scheme.lower() in {"http", "https"}


def is_date(text: str) -> bool:
    """Say whether a text is a day that exists, written YYYY-MM-DD."""
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_moment(text: str) -> bool:
    """Say whether a text is a date and time with its offset (RFC 3339)."""
    if not _MOMENT.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text.upper())
    except ValueError:
        return False
    return True


def is_language(text: str, vocabulary: Vocabulary) -> bool:
    """Say whether a text is a language tag of BCP 47 whose language and region are known."""
    match = _LANGUAGE.fullmatch(text)
    if match is None or match["language"].lower() not in vocabulary.languages:
        return False
    region = match["region"] or "000"
    return region.isdigit() or region.upper() in vocabulary.countries


def is_licence(text: str, vocabulary: Vocabulary) -> bool:
    """Say whether a text is an SPDX expression over known identifiers; upper and lower case do not matter."""
    parts = _LICENCE_TOKEN.findall(text)
    if "".join(parts) != "".join(text.split()):
        return False
    depth, due = 0, True
    for part in parts:
        if part == "(" and due:
            depth += 1
        elif part == ")" and not due and depth:
            depth -= 1
        elif part.upper() in {"AND", "OR", "WITH"} and not due:
            due = True
        elif due and _is_licence_name(part, vocabulary):
            due = False
        else:
            return False
    return not due and not depth


def _is_licence_name(part: str, vocabulary: Vocabulary) -> bool:
    name = part.lower()
    known = name in vocabulary.licences or name.removesuffix("+") in vocabulary.licences
    return known or bool(_LICENCE_REFERENCE.fullmatch(part))


def count_clusters(text: str) -> int:
    """Count what a reader sees as characters."""
    return len(text) if text.isascii() and "\r\n" not in text else len(_CLUSTER.findall(text))


def _is_country(text: str, vocabulary: Vocabulary) -> bool:
    return text.upper() in vocabulary.countries and text in {text.upper(), text.lower()}


def _is_organisation(text: str, vocabulary: Vocabulary) -> bool:
    return split_url(text) is not None or bool(_URN.fullmatch(text))


def _is_support(text: str, vocabulary: Vocabulary) -> bool:
    if text.startswith("alias:"):
        return text.removeprefix("alias:") in vocabulary.aliases
    return _is_organisation(text, vocabulary)


def _is_place(text: str, vocabulary: Vocabulary) -> bool:
    return not text.startswith(("/", "file:"))


def _is_picture(*ends: str) -> Check:
    def check(text: str, vocabulary: Vocabulary) -> bool:
        path = urlsplit(text).path if is_http_url(text) else text
        return _is_place(text, vocabulary) and path.lower().endswith(ends)

    return check


def _is_video(text: str, vocabulary: Vocabulary) -> bool:
    parts = split_url(text) if is_http_url(text) else None
    labels = parts.netloc.lower().rpartition("@")[2].split(":")[0].split(".") if parts else []
    return any(".".join(labels[-count:]) in vocabulary.oembed_hosts for count in range(1, _MOST_LABELS))


def _one_of(*words: str) -> Check:
    return lambda text, vocabulary: text in words


def _word_of(name: str) -> Check:
    return lambda text, vocabulary: text in vocabulary.code_json[name]


CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "url": lambda text, vocabulary: is_url(text),
        "http-url": lambda text, vocabulary: is_http_url(text),
        "date": lambda text, vocabulary: is_date(text),
        "moment": lambda text, vocabulary: is_moment(text),
        "mime-type": lambda text, vocabulary: bool(_MIME.fullmatch(text.strip(" "))),
        "email": lambda text, vocabulary: bool(_EMAIL.fullmatch(text)),
        "language": is_language,
        "licence": is_licence,
        "country": _is_country,
        "category": lambda text, vocabulary: text in vocabulary.categories,
        "scope": lambda text, vocabulary: text in vocabulary.scopes,
        "organisation": _is_organisation,
        "support": _is_support,
        "place": _is_place,
        "logo": _is_picture(".svg", ".svgz", ".png"),
        "screenshot": _is_picture(".jpg", ".png"),
        "video": _is_video,
        "status": _one_of(*STATUSES),
        "software-type": _one_of(*SOFTWARE_TYPES),
        "maintenance": _one_of(*MAINTENANCE),
        "extension-version": _one_of("0.2", "1.0"),
        "measurement": _word_of("measurement"),
        "code-json-status": _word_of("status"),
        "usage-inventory": _word_of("usage_inventory"),
        "usage-repository": _word_of("usage_repository"),
        "licence-name": _word_of("licence_names"),
        "visibility": _word_of("visibility"),
        "vcs": _word_of("vcs"),
        "sbom": lambda text, vocabulary: text == "None" or is_url(text),
    }
)
