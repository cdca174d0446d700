"""From readings of blobs to what each file says, with the evidence for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from .answers import Match
from .expressions import join_expressions
from .paths import OWN, PathClass
from .reading import BlobReading, WindowReading
from .reuse import Annotation, covers
from .versions import VERSION

_COMMENT_STARTS = ("/*", "//", "#", "*", "--", "<!--", '"""', "'''", ";", "%", "!", "@rem", "rem", "dnl", "{#")


@dataclass(frozen=True, slots=True)
class FileReading:
    """One file of a repository: where it lies, which blob, and what the blob says."""

    path: str
    blob: str
    reading: BlobReading


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a statement stands, down to the lines, and by which rule of which version it was read."""

    path: str
    blob: str
    first_line: int
    last_line: int
    start: int
    end: int
    window: str
    expression: str
    rule: str
    score: float
    flags: tuple[str, ...] = ()
    version: str = VERSION


@dataclass(frozen=True, slots=True)
class FileLicence:
    """What one file says: an expression, and every window behind it."""

    path: str
    path_class: PathClass
    expression: str
    evidence: tuple[Evidence, ...]

    @property
    def own(self) -> bool:
        """Whether the file speaks for the repository's own work."""
        return self.path_class in OWN


def read_files(files: Iterable[FileReading]) -> dict[str, FileLicence]:
    """What each file says, sidecars and REUSE annotations laid over what stands inside.

    Shapes   files: every file of one commit
    Returns  path -> FileLicence for the files of which something is said, in order of path
    Source   REUSE specification 3.3 for sidecars and annotations
    """
    listed = sorted(files, key=lambda file: file.path)
    paths = {file.path: file for file in listed}
    found: dict[str, FileLicence] = {}
    for file in listed:
        target = file.path
        if file.reading.path_class is PathClass.SIDECAR:
            target = file.path.removesuffix(".license")
        evidence = tuple(_find_evidence(file))
        if evidence:
            subject = paths.get(target, file)
            _add(found, target, subject.reading.path_class, evidence)
    _lay_annotations(listed, found)
    return dict(sorted(found.items()))


def _add(found: dict[str, FileLicence], path: str, path_class: PathClass, evidence: tuple[Evidence, ...]) -> None:
    before = found[path].evidence if path in found else ()
    joined = (*before, *evidence)
    expressions = tuple(piece.expression for piece in joined)
    expression = _join_few(expressions) if len(joined) < 3 else join_expressions("AND", list(expressions))
    shown = PathClass.SOURCE if path_class is PathClass.BINARY else path_class
    found[path] = FileLicence(path, shown, expression, joined)


@lru_cache(maxsize=1_024)
def _join_few(expressions: tuple[str, ...]) -> str:
    """Join what the windows of a file say; the files of a tree say the same again and again."""
    return join_expressions("AND", list(expressions))


def _find_evidence(file: FileReading) -> Iterator[Evidence]:
    for row in file.reading.windows:
        if row.answer.verdict == "named" and not _is_bare_field(file.reading.path_class, row):
            yield make_evidence(file, row, row.answer.expression)


def _is_bare_field(path_class: PathClass, row: WindowReading) -> bool:
    """Whether code outside a comment says `license = "MIT"`, or a list of packages does: not about the file."""
    if path_class not in (PathClass.SOURCE, PathClass.NOTICE):
        return False
    if any(match.kind not in ("field", "name", "addendum") for match in row.answer.matches):
        return False
    return path_class is PathClass.NOTICE or not row.window.excerpt.lstrip().lower().startswith(_COMMENT_STARTS)


def make_evidence(file: FileReading, row: WindowReading, expression: str) -> Evidence:
    """The evidence that one window is."""
    rule, score, flags = _sum_up(row.answer.matches)
    window = row.window
    return Evidence(
        path=file.path,
        blob=file.blob,
        first_line=window.first_line,
        last_line=window.last_line,
        start=window.start,
        end=window.end,
        window=window.id,
        expression=expression,
        rule=rule,
        score=score,
        flags=flags,
        version=file.reading.version,
    )


@lru_cache(maxsize=1_024)
def _sum_up(matches: tuple[Match, ...]) -> tuple[str, float, tuple[str, ...]]:
    """The rule of the best match, the lowest score and all flags; many windows have the same matches."""
    named = [match for match in matches if match.expression]
    if not named:
        return "none", 0.0, ()
    best = max(named, key=lambda match: match.score)
    return best.rule, min(match.score for match in named), tuple(flag for match in named for flag in match.flags)


def _lay_annotations(listed: list[FileReading], found: dict[str, FileLicence]) -> None:
    """Lay each annotation over the files it covers; the nearest file of annotations is laid last."""
    sources = [file for file in listed if file.reading.annotations]
    sources.sort(key=lambda file: file.path.count("/"))
    for source in sources:
        folder = "" if source.path == ".reuse/dep5" else source.path.rpartition("/")[0]
        prefix = f"{folder}/" if folder else ""
        for file in listed:
            if not file.path.startswith(prefix) or file.reading.path_class is PathClass.SUBMODULE:
                continue
            annotation = _last_covering(source.reading.annotations, file.path[len(prefix) :])
            if annotation:
                _lay(annotation, source, file, found)


def _last_covering(annotations: tuple[Annotation, ...], path: str) -> Annotation | None:
    """The last annotation that covers a path wins, as REUSE says."""
    for annotation in reversed(annotations):
        if any(covers(pattern, path) for pattern in annotation.patterns):
            return annotation
    return None


def _lay(annotation: Annotation, source: FileReading, file: FileReading, found: dict[str, FileLicence]) -> None:
    stated = found.get(file.path)
    if stated and annotation.precedence == "closest" and stated.evidence[0].rule != "reuse-annotation":
        return
    if stated and annotation.precedence != "aggregate":
        del found[file.path]
    evidence = Evidence(source.path, source.blob, 1, 1, 0, 0, "", annotation.expression, "reuse-annotation", 1.0)
    _add(found, file.path, file.reading.path_class, (evidence,))
