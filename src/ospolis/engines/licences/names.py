"""Names of licences as people write them, and what they stand for. Ambiguity is kept, never resolved by a guess."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .normalise import split_tokens
from .reference import load_table

_KINDS = {"affero ": "AGPL", "lesser ": "LGPL", "library ": "LGPL", "lesser or library ": "LGPL", "": "GPL"}
_VERSIONS = {
    "GPL": ("1.0", "2.0", "3.0"),
    "LGPL": ("2.0", "2.1", "3.0"),
    "AGPL": ("1.0", "3.0"),
}
# The long name, at most twelve words, and a version; or the short name with its version close by.
_GNU = re.compile(
    r"\b(?:version (?P<bmajor>[123])(?: (?P<bminor>[01]))? of the gnu (?P<bkind>affero |lesser |library )?"
    r"general public license"
    r"|(?:gnu )?(?P<kind>affero |lesser or library |lesser |library )?(?:general|(?<=gnu )) ?public license"
    r"(?: l?a?gpl)?(?P<between>(?: (?!general\b|lesser\b|affero\b|library\b|mozilla\b)\S+){0,12}?)"
    r" (?:versi[oó]n |versão |versione |v |v(?=\d))?(?P<major>[123])(?P<plus>\+)?"
    r"(?:(?: (?P<minor>[01]))(?P<plus2>\+)?(?= |$))?(?= |$)"
    r"|(?:gnu )?(?:(?P<skind>affero|lesser|library) )?(?P<short>[al]?gpl)(?: license)?(?: ?v| version|,)?"
    r" ?(?P<smajor>[123])(?P<splus>\+)?"
    r"(?:(?: (?P<sminor>[01]))(?P<splus2>\+)?(?= |$))?(?= |$))"
)
_LATER = re.compile(
    r"^(?: of the(?: gnu)?(?: \w+)?(?: general public)? license| as published by the free software foundation"
    r"| inc| the license| license| gpl| or (?:version |v ?)?3| l?gpl)*(?: and)?"
    r" (?:or at your option any later version|or any later version|or any later|or later|any later version"
    r"|or newer|or any newer|or greater|or higher|or above|and above|and later|and newer|or at your option later)"
    r"(?: versions?)?"
)
# What may follow the name without changing it: its short form in brackets.
_GNU_TAIL = re.compile(r"(?: license)?(?: [al]?gpl(?: ?v?[123](?: [01])?)?\+?)?")
_VERSIONED = re.compile(r"(?P<base>.*\blicense(?: [a-z])?) (?:version |v ?)?(?P<number>\d(?: \d)?)")
# "either version 1.1 or later" of a licence that is not one of GNU's; the EUPL says it in a way of its own.
_LATER_PLAIN = re.compile(
    r"^(?: license)?(?: or)?(?: at your option)?(?: any)? (?:or )?later(?: versions?)?\b"
    r"|^ or as soon (?:as )?they will be approved(?: \S+){1,6} subsequent versions"
    r"|^ ou dès leur approbation(?: \S+){1,6} versions ultérieures"
)
_ONLY = re.compile(
    r"^(?: of the license)? only\b"
    r"|^ as published by the free software foundation you may not use(?: \S+){0,6} under any other version of the"
    r" gnu general public license\b"
)
# "version 2 or 3": a choice of two versions, and no later one.
_OTHER_VERSION = re.compile(r"^(?: only)? or (?:version |v ?)?(?P<major>[23])(?: (?P<minor>[01]))?(?= |$)")


@dataclass(frozen=True, slots=True)
class Named:
    """A name found in normalised text: where, and the one or several expressions it can stand for."""

    start: int
    end: int
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GnuName:
    """A GNU licence named with its version; `stated` says whether "only" or "any later version" was written."""

    start: int
    end: int
    options: tuple[str, ...]
    stated: bool


@cache
def _table() -> dict[str, tuple[str, ...]]:
    """Normalised name -> the expressions it can stand for."""
    rows: dict[str, tuple[str, ...]] = {}
    table = load_table("names.json")
    listed = load_table("list.json")["licences"]
    for key, row in listed.items():
        if not row["old"] and "GPL" not in key:
            rows.update(dict.fromkeys((*_vary_version(_flatten(row["name"])), _flatten(key)), (key,)))
    for name, value in {**table["names"], **table["urls"], **table["ambiguous"]}.items():
        rows[_flatten(name)] = (value,) if isinstance(value, str) else tuple(value)
    return {name: options for name, options in rows.items() if len(name) > 2}


def _vary_version(name: str) -> Iterator[str]:
    """A name of the SPDX list, and with it the usual ways to write its version: "1.1", "v1.1", "version 1.1"."""
    yield name
    found = _VERSIONED.fullmatch(name)
    if found and found["base"].count(" ") > 1:
        yield from (f"{found['base']} {word}{found['number']}" for word in ("", "v", "v ", "version "))


def _flatten(text: str) -> str:
    return " ".join(split_tokens(text))


@cache
def plain_names() -> frozenset[str]:
    """Names that are ordinary words too ("mit" is German): they count beside a granting word only."""
    return frozenset(load_table("names.json")["ordinary words"])


@cache
def holder_names() -> frozenset[str]:
    """Names of licences that are those of holders too ("W3C"): in running text the holder is meant."""
    return frozenset(load_table("names.json")["holders"])


@cache
def _names_by_first_word() -> dict[str, re.Pattern[str]]:
    """All names that may stand in running text, longest first; single words only where the table allows them.

    By first word, because most words begin no name at all.
    """
    allowed = plain_names()
    names = [name for name in _table() if " " in name or name in allowed or any(sign.isdigit() for sign in name)]
    grouped: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        grouped.setdefault(name.partition(" ")[0], []).append(re.escape(name))
    return {first: re.compile(f"(?:{'|'.join(names)})(?!\\S)") for first, names in grouped.items()}


def _find_plain_names(flat: str) -> Iterator[re.Match[str]]:
    """Every name of the table in a normalised text, none inside another."""
    patterns = _names_by_first_word()
    at = done = 0
    for word in flat.split(" "):
        pattern = patterns.get(word) if at >= done else None
        found = pattern.match(flat, at) if pattern else None
        if found:
            done = found.end()
            yield found
        at += len(word) + 1


def read_name(text: str) -> Named | None:
    """Look a whole text up as a name: "The MIT License", "Apache 2.0", "BSD"."""
    flat = _flatten(text)
    for name in (flat, flat.removeprefix("the "), flat.removesuffix(" license"), f"{flat} license"):
        options = _table().get(name)
        if options:
            return Named(0, len(flat), options)
    return None


def read_gnu_name(text: str) -> GnuName | None:
    """Read a whole text as the name of a GNU licence with its version: "GPLv3+", "GNU GPL v2 or later"."""
    flat = _flatten(re.sub(r"(?i)\b([al]?gpl)v?[-_ ]?(?=\d)", r"\1 ", text)).removeprefix("the ")
    flat = flat.replace("gnu general public license v", "gnu general public license v ")
    for found in find_gnu_names(flat):
        if found.start == 0 and _GNU_TAIL.fullmatch(flat[found.end :]):
            return found
    return None


def find_names(flat: str) -> Iterator[Named]:
    """Every name in a normalised text, GNU licences with a version aside, longest name first at each place."""
    table = _table()
    for found in _find_plain_names(flat):
        options, end = table[found[0]], found.end()
        later = _LATER_PLAIN.match(flat[end : end + 120]) if len(options) == 1 and options[0] in _single_ids() else None
        if later:
            options, end = (f"{options[0]}+",), end + later.end()
        yield Named(found.start(), end, options)


@cache
def _single_ids() -> frozenset[str]:
    """The ids that can carry a "+": those whose own names say no more than a version."""
    return frozenset(key for key in load_table("list.json")["licences"] if key[-1].isdigit() and "GPL" not in key)


def find_gnu_names(flat: str) -> Iterator[GnuName]:
    """Every GNU licence that is named with its version in a normalised text."""
    if "public license" not in flat and "gpl" not in flat:
        return
    for found in _GNU.finditer(flat):
        if found["short"]:
            family = _KINDS[f"{found['skind']} "] if found["skind"] else found["short"].upper()
            major, minor = found["smajor"], found["sminor"]
        elif found["bmajor"]:
            family = _KINDS[found["bkind"] or ""]
            major, minor = found["bmajor"], found["bminor"]
        else:
            family = _KINDS[found["kind"] or ""]
            major, minor = found["major"], found["minor"]
        version = f"{major}.{minor or 0}"
        if version not in _VERSIONS[family]:
            continue
        yield _state_gnu(flat, found, f"{family}-{version}")


def _state_gnu(flat: str, found: re.Match[str], base: str) -> GnuName:
    family, _, number = base.rpartition("-")
    plus = found["plus"] or found["plus2"] or found["splus"] or found["splus2"]
    rest = flat[found.end() : found.end() + 160]
    later = _LATER.match(rest)
    if plus or later:
        end = found.end() + (later.end() if later else 0)
        return GnuName(found.start(), end, (f"{base}-or-later",), True)
    other = _OTHER_VERSION.match(rest)
    second = f"{other['major']}.{other['minor'] or 0}" if other else ""
    if other and second in _VERSIONS[family] and second > number:
        return GnuName(found.start(), found.end() + other.end(), (f"{base}-only OR {family}-{second}-only",), True)
    only = _ONLY.match(rest)
    if only:
        return GnuName(found.start(), found.end() + only.end(), (f"{base}-only",), True)
    return GnuName(found.start(), found.end(), (f"{base}-only", f"{base}-or-later"), False)
