"""What is written in a list, entry by entry: JSON and YAML by their shape, tables by their columns, lines of text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ospolis.engines.lists.refusal import ListRefused
from ospolis.engines.untrusted.csvtext import read_csv
from ospolis.engines.untrusted.jsontext import decode_utf8, read_json
from ospolis.engines.untrusted.refusal import JsonValue, Refused, TextLimits
from ospolis.engines.untrusted.yamltext import plain, read_yaml

LIST_LIMITS: Final = TextLimits(bytes=20_000_000, nodes=2_000_000, depth=32, string=200_000, rows=200_000)
_LONGEST_WORD: Final = 300
# Where an entry says its address, the most exact first; case, spaces and dashes of a name do not count.
_ADDRESSES: Final = (
    "repositoryurl", "repository", "cloneurl", "httpurltorepo", "htmlurl", "organizationurl", "organisationurl",
    "namewithowner", "ownerurl", "url", "address", "location", "codeurl",
)  # fmt: skip
# Where an entry names several.
_SEVERAL: Final = ("repositories", "repos", "organizations", "organisations", "orgs", "codehosting")
# Where a document keeps its entries.
_HOLDERS: Final = ("releases", "projects", "data", "items", "results", "software", "publishers", *_SEVERAL)
_NAMES: Final = ("name", "title", "login")
_SUMMARIES: Final = ("description", "summary")
_DEEPEST: Final = 4
_YAML_START: Final = re.compile(r"(?:---|- |[^\s,;:#][^,;]*:(?:\s|$))")


@dataclass(frozen=True, slots=True)
class Written:
    """One entry as it stands in the list.

    `line` is 0 where a form has none; `platform` is what the list says of its forge; `is_name` tells the bare names of
    a register of organisations from any other word.
    """

    text: str
    position: int
    line: int = 0
    name: str = ""
    summary: str = ""
    platform: str = ""
    is_name: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A list as written: in which form, its entries, and the address of its next page as the list gives it."""

    form: str
    entries: tuple[Written, ...]
    next_page: str = ""


def read_document(data: bytes, name: str, *, limits: TextLimits = LIST_LIMITS) -> Document:
    """Read a list, whatever its form.

    Shapes   name: the last part of its address; its ending counts where the content does not tell
    Returns  Document; entries that name nothing have an empty text
    Raises   ListRefused: list-answer for a page for people, list-unreadable with the place
    Source   code.json 1 and 2, the catalogue of Developers Italia, the YAML of government organisations, RFC 4180
    """
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        raise ListRefused(
            "list-answer",
            "This is a page for people, or XML, and no list.",
            "Write the address that leads to the file itself: JSON, YAML, CSV, or one address in each line.",
        )
    try:
        if start in (b"{", b"["):
            return _from_tree("JSON", read_json(data, limits=limits))
        form = _tell_form(data, name.lower(), limits)
        if form == "CSV":
            return _from_table(data, limits)
        return (
            _from_tree("YAML", plain(read_yaml(data, limits=limits))) if form == "YAML" else _from_lines(data, limits)
        )
    except Refused as refused:
        place = f"Line {refused.line}: " if refused.line else ""
        raise ListRefused(
            "list-unreadable",
            f"The list cannot be read. {place}{refused.message}",
            "Tell who publishes it; what is known of the list is read all the same.",
        ) from None


def _tell_form(data: bytes, name: str, limits: TextLimits) -> str:
    if name.endswith((".yml", ".yaml")):
        return "YAML"
    text = decode_utf8(data, limits=limits).lstrip()
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    if name.endswith(".csv"):
        return "CSV"
    if name.endswith(".txt") or not re.search(r"[,;:]|^-", first.replace("://", "")):
        return "text"
    return "YAML" if _YAML_START.match(first) else "CSV"


def _from_lines(data: bytes, limits: TextLimits) -> Document:
    """One address in each line; what follows a blank is a remark, and so is a line that begins with #."""
    lines = enumerate(decode_utf8(data, limits=limits).splitlines(), start=1)
    found = [(line, text.split()[0]) for line, text in lines if text.strip() and not text.lstrip().startswith("#")]
    return Document(
        "text", tuple(Written(text.rstrip(",;"), at, line) for at, (line, text) in enumerate(found, start=1))
    )


def _from_table(data: bytes, limits: TextLimits) -> Document:
    table = read_csv(data, limits=limits)
    header = [_fold(name) for name in table.header]
    if not any(name in header for name in _ADDRESSES):
        if len(header) == 1 and "/" in header[0]:
            return _from_lines(data, limits)
        raise ListRefused(
            "list-unreadable",
            "The table has no column with addresses.",
            "Name one 'repository_url', 'organization_url' or 'url'.",
        )
    entries = []
    for at, (line, cells) in enumerate(table.rows, start=1):
        row: dict[str, JsonValue] = dict(zip(header, cells, strict=True))
        entries.append(_entry(row, _first(row, _ADDRESSES), at, line))
    return Document("CSV", tuple(entries))


def _from_tree(form: str, document: JsonValue) -> Document:
    if names := _names(document):
        return Document(form, tuple(Written(text, at, is_name=True) for at, text in enumerate(names, start=1)))
    entries = tuple(_entry(row, text, at) for at, (row, text) in enumerate(_walk(document, 0), start=1))
    return Document(form, entries, _next_page(document))


def _names(document: JsonValue) -> list[str]:
    """The names of a register: sectors, each with a list of texts and nothing else."""
    groups = list(document.values()) if isinstance(document, dict) else []
    names = [name for group in groups if isinstance(group, list) for name in group]
    is_register = all(isinstance(group, list) for group in groups) and all(isinstance(name, str) for name in names)
    return [str(name).strip() for name in names] if is_register else []


def _walk(node: JsonValue, depth: int) -> Iterator[tuple[Mapping[str, JsonValue], str]]:
    """Entries of a tree: each with what is said of it, and its address as written."""
    if isinstance(node, list):
        for item in node:
            if isinstance(item, dict):
                yield from _record(_folded(item))
            else:
                yield {}, item if isinstance(item, str) else ""
        return
    if not isinstance(node, dict) or depth > _DEEPEST:
        return
    said = _folded(node)
    held = [said[name] for name in _HOLDERS if isinstance(said.get(name), list)]
    # One repository's own code.json names its projects in plain words; an inventory holds objects.
    if held and (_holds_objects(held[0]) or not _first(said, _ADDRESSES)):
        yield from _walk(held[0], depth + 1)
    elif _first(said, _ADDRESSES):
        yield from _record(said)
    else:
        for value in node.values():
            yield from _walk(value, depth + 1)


def _holds_objects(node: JsonValue) -> bool:
    return isinstance(node, list) and any(isinstance(item, dict) for item in node)


def _record(said: Mapping[str, JsonValue]) -> Iterator[tuple[Mapping[str, JsonValue], str]]:
    """One entry, or as many as it names."""
    several = [one for name in _SEVERAL if isinstance(held := said.get(name), list) for one in held]
    if not several:
        yield said, _first(said, _ADDRESSES)
    for one in several:
        inner = _folded(one) if isinstance(one, dict) else {}
        yield {**said, **inner}, _first(inner, _ADDRESSES) if inner else one if isinstance(one, str) else ""


def _entry(row: Mapping[str, JsonValue], text: str, at: int, line: int = 0) -> Written:
    return Written(
        text.strip(), at, line, name=_first(row, _NAMES)[:_LONGEST_WORD],
        summary=" ".join(_first(row, _SUMMARIES).split())[:_LONGEST_WORD], platform=_first(row, ("platform",)).lower(),
    )  # fmt: skip


def _first(said: Mapping[str, JsonValue], names: tuple[str, ...]) -> str:
    """The first of some values that is a text; of an object its `url`."""
    for name in names:
        value = said.get(name)
        if isinstance(value, dict):
            value = value.get("url")
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def _fold(name: str) -> str:
    return re.sub(r"[\s_-]", "", name).lower()


def _folded(said: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    return {_fold(name): value for name, value in said.items()}


def _next_page(document: JsonValue) -> str:
    links = document.get("links") if isinstance(document, dict) else None
    target = links.get("next") if isinstance(links, dict) else None
    return target if isinstance(target, str) else ""
