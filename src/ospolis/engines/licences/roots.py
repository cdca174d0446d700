"""What the licence files of the root say together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .assemble import Evidence, FileLicence, FileReading
from .expressions import Expression, join_expressions, list_licences, parse_expression
from .paths import PathClass
from .queue import is_unread, list_stated

_NAMED_AFTER = re.compile(r"(?:un)?(?:licen[sc]e|copying)[-_.]([A-Za-z][\w.+-]*?)(?:\.(?:txt|md|rst))?", re.IGNORECASE)
_COLLECTION = re.compile(r"licen[sc]es/[^/]+", re.IGNORECASE)
# The pairs that two files side by side mean as a choice, by custom of the Rust language and its libraries.
_CHOICES = frozenset({frozenset({"MIT", "Apache-2.0"}), frozenset({"Unlicense", "MIT"})})


@dataclass(frozen=True, slots=True)
class LicenceFile:
    """A licence file and what it says; `expression` is None where it is not understood."""

    path: str
    expression: str | None
    score: float
    verdict: str
    in_root: bool
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a manifest or publiccode.yml says in its licence field, as written."""

    path: str
    text: str | None
    line: int = 0


@dataclass(frozen=True, slots=True)
class RootVerdict:
    """What the root says: an expression by a rule with a reason, or the path of the file that is not understood."""

    expression: str | None
    rule: str
    reason: str
    from_file: bool
    queued: str = ""
    evidence: tuple[Evidence, ...] = ()


def list_licence_files(listed: list[FileReading], found: dict[str, FileLicence]) -> tuple[LicenceFile, ...]:
    """Every licence file of the repository's own tree, those of the root first.

    Shapes   listed: files in order of path; found: what each file says
    """
    rows = []
    for file in listed:
        if file.reading.path_class is not PathClass.LICENCE:
            continue
        says = found.get(file.path)
        verdicts = [row.answer.verdict for row in file.reading.windows]
        stated = list_stated(file.reading)
        queued = any(
            row.answer.verdict != "mention" and is_unread(PathClass.LICENCE, row, stated)
            for row in file.reading.windows
        )
        evidence = says.evidence if says else ()
        score = min((piece.score for piece in evidence), default=0.0)
        expression = says.expression if says and not queued else None
        verdict = "queued" if queued else ("named" if says else (verdicts[0] if verdicts else "clear"))
        rows.append(LicenceFile(file.path, expression, score, verdict, "/" not in file.path, evidence))
    return tuple(sorted(rows, key=lambda row: (row.path.count("/"), row.path)))


def judge_roots(
    licence_files: Sequence[LicenceFile], declared: Sequence[Declaration], own_counts: dict[str, int]
) -> RootVerdict:
    """Say what the licence files of the root declare, else what the manifests do.

    Shapes   licence_files: list_licence_files; declared: fields of manifests; own_counts: expression -> own files
    Returns  RootVerdict; the rules are tried in the order written here
    """
    roots = [file for file in licence_files if file.in_root] or _find_collection(licence_files)
    named = [file for file in roots if file.expression]
    unread = [file.path for file in roots if file.verdict in ("queued", "mention")]
    if unread:
        return RootVerdict(_declare(declared, roots)[0], "root-not-understood", "", False, queued=unread[0])
    if not named:
        expression, place = _declare(declared, roots)
        reason = f"{place} says {expression}; there is no licence file in the root." if expression else ""
        return RootVerdict(expression, "manifest-only", reason, False)
    evidence = tuple(piece for file in named for piece in file.evidence)
    expression, rule, reason = _combine(named, declared)
    later = _find_later(expression, declared, own_counts)
    if later:
        reason = f"{named[0].path} is the text of {expression}; {later[1]} any later version."
        expression, rule = expression.removesuffix("-only") + "-or-later", later[0]
    return RootVerdict(expression, rule, reason, True, evidence=evidence)


def _find_collection(licence_files: Sequence[LicenceFile]) -> list[LicenceFile]:
    """The folder LICENSES of REUSE, when the root itself has no licence file."""
    return [file for file in licence_files if _COLLECTION.fullmatch(file.path)]


def _declare(declared: Sequence[Declaration], roots: Sequence[LicenceFile]) -> tuple[str | None, str]:
    """The first manifest that says a licence properly; one deep in the tree speaks for its own part only."""
    for declaration in declared:
        read = parse_expression(declaration.text)
        if "/" not in declaration.path and isinstance(read, Expression) and read.node:
            return str(read), declaration.path
    return None, ""


def _combine(named: list[LicenceFile], declared: Sequence[Declaration]) -> tuple[str, str, str]:
    """Join what several licence files say: (expression, rule, reason)."""
    said = list(dict.fromkeys(file.expression or "" for file in named))
    said = _drop_base_of_lesser(said)
    paths = " and ".join(file.path for file in named[:3])
    if len(said) == 1:
        rule = "lesser-pair" if len({file.expression for file in named}) > 1 else "root-licence-file"
        return said[0], rule, f"{paths} {'are' if len(named) > 1 else 'is'} {said[0]}."
    for declaration in declared:
        read = parse_expression(declaration.text)
        if isinstance(read, Expression) and {str(one) for one in list_licences(read)} == set(said):
            return str(read), "root-files-and-manifest", f"{paths}; {declaration.path} says {read}."
    if frozenset(said) in _CHOICES and all(_NAMED_AFTER.fullmatch(file.path) for file in named):
        choice = join_expressions("OR", sorted(said))
        return choice, "choice-by-custom", f"{paths} stand side by side, by custom a choice: {choice}."
    together = join_expressions("AND", said)
    return (
        together,
        "several-root-files",
        f"{paths} say {together}; nothing says whether all hold or one may be chosen.",
    )


def _drop_base_of_lesser(said: list[str]) -> list[str]:
    """COPYING beside COPYING.LESSER: the LGPL is written on top of the GPL, which then stands there as its base."""
    bases = {f"GPL-{version}" for text in said if text.startswith("LGPL-") for version in _base_versions(text)}
    return [text for text in said if not any(text.startswith(base) for base in bases)]


def _base_versions(text: str) -> tuple[str, ...]:
    return ("3.0",) if text.startswith("LGPL-3.0") else ("2.0",)


def _find_later(expression: str, declared: Sequence[Declaration], own_counts: dict[str, int]) -> tuple[str, str] | None:
    """The text of a GNU licence does not say "or later"; manifests and headers may, and they win: (rule, who says)."""
    if not expression.endswith("-only") or " " in expression:
        return None
    later = expression.removesuffix("-only") + "-or-later"
    for declaration in declared:
        said = str(parse_expression(declaration.text))
        if "/" not in declaration.path and said in (expression, later):
            return ("manifest-says-later", f"{declaration.path} says") if said == later else None
    if own_counts.get(later, 0) > own_counts.get(expression, 0) - 1:
        return "headers-say-later", "the files themselves say"
    return None
