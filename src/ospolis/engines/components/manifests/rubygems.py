"""Ruby: Gemfile and gemspec by pattern, Gemfile.lock."""

from __future__ import annotations

import re
from typing import Final

from ..component import Hash, Relation, Scope
from .draft import Draft, read_hash
from .lines import number_matches

_GEM: Final = re.compile(r"\s*gem[ (]\s*[\"']([\w.-]+)[\"'](.*)")
_GROUP: Final = re.compile(r"\s*group[ (](.+?)\)?\s+do\b")
_BLOCK: Final = re.compile(r"^\s*(?:if|unless|case|begin|while|until|def|class|module)\b|\bdo\s*(?:\|[^|]*\|)?\s*$")
_END: Final = re.compile(r"^\s*end\b")
_SYMBOL: Final = re.compile(r":(\w+)|[\"'](\w+)[\"']")
_RANGE: Final = re.compile(r"\s*,\s*[\"']([^\"']*)[\"']")
_OPTION: Final = re.compile(r"\b(git|github|path|gitlab)(?::|\s*=>)\s*[\"']([^\"']+)[\"']")
_INLINE_GROUP: Final = re.compile(r"\bgroups?(?::|\s*=>)\s*(\[[^\]]*\]|:\w+)")
_NEEDED: Final = re.compile(
    r"\.add_(runtime_|development_)?dependency[ (]\s*[\"']([\w.-]+)[\"']((?:\s*,\s*[\"'][^\"'\n]*[\"'])*)"
)
_STATED: Final = re.compile(r"\.(name|version|licenses?)\s*=\s*\[?\s*[\"']([^\"'\n]{1,200})[\"']")
_SPEC: Final = re.compile(r"    (\S+) \(([^)\s]+)\)")
_NEED: Final = re.compile(r"      ([^\s!]+)")
_ROOT: Final = re.compile(r"  ([^\s!]+)(!?)(?: \(([^)]*)\))?!?")
_SUM: Final = re.compile(r"  (\S+) \(([^)\s]+)\) (sha256)=([0-9a-f]{64})")
_PLATFORM: Final = re.compile(r"-(?:x86|x64|arm|aarch|java|universal|mingw|mswin|ruby|linux).*")
_LONGEST: Final = 400
_EXACT: Final = re.compile(r"=?\s*(\d[\w.-]*)")


def read_gemfile(text: str, data: bytes, draft: Draft) -> None:
    """Recognise the gems of a Gemfile by pattern; the rest is a program.

    Source   Bundler documentation, Gemfile
    """
    draft.partial = True
    blocks: list[Scope] = []
    for number, written in enumerate(text.splitlines(), 1):
        line = written.partition(" #")[0]
        if len(line) > _LONGEST:
            continue
        group = _GROUP.match(line)
        if group:
            blocks.append(_scope_of(group[1]))
        elif _END.match(line):
            del blocks[-1:]
        else:
            _mention_gem(line, number, blocks[-1] if blocks else Scope.RUNTIME, draft)
            if _BLOCK.search(line):
                blocks.append(blocks[-1] if blocks else Scope.RUNTIME)


def read_gemspec(text: str, data: bytes, draft: Draft) -> None:
    """Recognise what a gemspec declares by pattern; the rest is a program.

    Source   RubyGems guides, specification reference
    """
    draft.partial = True
    stated = dict(reversed(_STATED.findall(text)))
    licence = stated.get("license", "") or stated.get("licenses", "")
    draft.declare("gem", stated.get("name", ""), stated.get("version", ""), licence=licence)
    lines = [line for _, line in number_matches(text, _NEEDED_START)]
    for found, line in zip(_NEEDED.finditer(text), lines, strict=False):
        ranges = _RANGE.findall(found[3])
        draft.mention(
            "gem",
            found[2],
            version_range=", ".join(ranges),
            scope=Scope.DEVELOPMENT if found[1] == "development_" else Scope.RUNTIME,
            relation=Relation.DIRECT,
            line=line,
        )


_NEEDED_START: Final = re.compile(r"\.(add_)(?:runtime_|development_)?dependency[ (]\s*[\"'][\w.-]+[\"']")


def read_gemfile_lock(text: str, data: bytes, draft: Draft) -> None:
    """Read a Gemfile.lock: indentation tells sources, gems and their needs apart.

    Source   Bundler documentation
    """
    positions: dict[str, int] = {}
    needs: list[tuple[int, str]] = []
    roots: list[tuple[str, int]] = []
    sums = _read_sums(text)
    section = source = ""
    current = -1
    for number, line in enumerate(text.splitlines(), 1):
        if line[:1] not in (" ", ""):
            section, source = line.strip(), ""
        elif section in ("GIT", "PATH") and line.startswith("  remote:"):
            source = ("path:" if section == "PATH" else "") + line.partition(":")[2].strip()
        elif section in ("GIT", "PATH", "GEM") and (spec := _SPEC.fullmatch(line)):
            current = _mention_spec(spec, number, source, sums, positions, draft)
        elif section in ("GIT", "PATH", "GEM") and (need := _NEED.match(line)):
            needs.append((current, need[1]))
        elif section == "DEPENDENCIES" and (root := _ROOT.fullmatch(line)):
            roots.append((root[1].rstrip("!"), number))
    for position, name in needs:
        draft.edge(position, positions.get(name, -1))
    for name, _ in roots:
        draft.root(positions.get(name, -1))


def _mention_spec(
    spec: re.Match[str],
    number: int,
    source: str,
    sums: dict[str, tuple[Hash, ...]],
    positions: dict[str, int],
    draft: Draft,
) -> int:
    """The same gem stands once for each platform; it is one component."""
    name, version = spec[1], _PLATFORM.sub("", spec[2])
    if name not in positions:
        hashes = sums.get(f"{name} {spec[2]}", ())
        positions[name] = draft.mention("gem", name, version, line=number, hashes=hashes, source=source)
    return positions[name]


def _read_sums(text: str) -> dict[str, tuple[Hash, ...]]:
    _, mark, block = text.partition("\nCHECKSUMS")
    lines = block.splitlines() if mark else []
    found = (_SUM.match(line) for line in lines)
    return {f"{match[1]} {match[2]}": read_hash(f"{match[3]}:{match[4]}") for match in found if match}


def _mention_gem(line: str, number: int, scope: Scope, draft: Draft) -> None:
    found = _GEM.match(line)
    if not found:
        return
    rest = found[2]
    ranges = []
    at = 0
    while part := _RANGE.match(rest, at):
        ranges.append(part[1])
        at = part.end()
    inline = _INLINE_GROUP.search(rest)
    option = _OPTION.search(rest)
    exact = _EXACT.fullmatch(ranges[0]) if len(ranges) == 1 else None
    draft.mention(
        "gem",
        found[1],
        exact[1] if exact else "",
        version_range="" if exact else ", ".join(ranges),
        scope=_scope_of(inline[1]) if inline else scope,
        relation=Relation.DIRECT,
        line=number,
        source=f"path:{option[2]}" if option and option[1] == "path" else option[2] if option else "",
    )


def _scope_of(groups: str) -> Scope:
    names = {first or second for first, second in _SYMBOL.findall(groups)}
    if names and names <= {"development", "test", "ci", "lint", "docs", "doc"}:
        return Scope.TEST if names == {"test"} else Scope.DEVELOPMENT
    return Scope.RUNTIME
