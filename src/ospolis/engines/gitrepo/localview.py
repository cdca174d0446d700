"""A harmless view of a repository that lies on this machine.

A received repository can run programs through its own configuration, and can reach other folders through alternates,
links and shared folders. So git never opens it: it opens a folder of ours that has our configuration, a copy of the
reference names and, as its only way into the received one, the checked folder of objects.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.refnames import is_safe_ref
from ospolis.engines.gitrepo.refusal import GitRefused

_REF_BYTES = 1_024
_PACKED_REFS_BYTES = 64_000_000
_OID = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_LEADS_ELSEWHERE = ("commondir", "objects/info/alternates", "objects/info/http-alternates", "reftable")


def build_view(source: Path, view: Path, *, limits: Limits) -> None:
    """Make `view`, an existing empty folder, a repository that shows the objects and references of `source`.

    Shapes   source: a bare repository, or a folder that holds one as `.git`
    Raises   GitRefused("missing") when there is no repository; GitRefused("leads-elsewhere") when it borrows from
             another folder; GitRefused("too-many-refs")
    Source   SECURITY.md section 5; CVE-2024-32004 and CVE-2024-32465 for why the source's configuration is not read
    """
    git_dir = _find_git_dir(source)
    for name in _LEADS_ELSEWHERE:
        if os.path.lexists(git_dir / name):
            raise _leads_elsewhere(name)
    _check_links(git_dir / "objects")
    refs = _read_refs(git_dir, limits)
    for folder in ("objects/info", "refs"):
        (view / folder).mkdir(parents=True)
    (view / "objects/info/alternates").write_bytes(os.fsencode(git_dir / "objects") + b"\n")
    (view / "packed-refs").write_bytes(b"".join(b"%s %s\n" % (oid, ref) for ref, oid in sorted(refs.items())))
    (view / "HEAD").write_bytes(_read_head(git_dir))
    (view / "config").write_text(_configure_view(refs), encoding="ascii")
    shallow = _read_plain(git_dir / "shallow", _PACKED_REFS_BYTES)
    if shallow:
        (view / "shallow").write_bytes(shallow)


def _find_git_dir(source: Path) -> Path:
    for candidate in (source / ".git", source):
        if candidate.is_symlink() and candidate != source:
            raise _leads_elsewhere(".git")
        if (candidate / "objects").is_dir() and (candidate / "HEAD").is_file():
            return candidate.resolve()
    if (source / ".git").is_file():
        raise _leads_elsewhere(".git")
    raise GitRefused(
        "missing",
        "there is no git repository in this folder",
        "name a folder that holds a repository, or its .git folder",
    )


def _leads_elsewhere(name: str) -> GitRefused:
    return GitRefused(
        "leads-elsewhere",
        f"the repository borrows from another folder ({name})",
        "make a copy that stands alone: git clone --no-local --mirror FOLDER COPY",
    )


def _check_links(folder: Path) -> None:
    """Refuse links inside the folder of objects, which git would follow."""
    if folder.is_symlink():
        raise _leads_elsewhere("objects")
    for parent, names, files in os.walk(folder):
        with os.scandir(parent) as found:
            if any(entry.is_symlink() for entry in found):
                raise _leads_elsewhere("a link inside objects")
        del files
        if parent != str(folder):
            names.clear()


def _read_plain(path: Path, most: int) -> bytes:
    """Read a small plain file without following a link; anything else reads as nothing."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return b""
    with os.fdopen(descriptor, "rb") as opened:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return b""
        text = opened.read(most + 1)
    return text if len(text) <= most else b""


def _is_oid(word: bytes) -> bool:
    return _OID.fullmatch(word) is not None


def _read_refs(git_dir: Path, limits: Limits) -> dict[bytes, bytes]:
    refs: dict[bytes, bytes] = {}
    for line in _read_plain(git_dir / "packed-refs", _PACKED_REFS_BYTES).split(b"\n"):
        oid, _, name = line.partition(b" ")
        if _is_oid(oid) and is_safe_ref(name):
            refs[name] = oid
    for top in ("heads", "tags"):
        for parent, _, files in os.walk(git_dir / "refs" / top):
            for file in files:
                path = Path(parent) / file
                name, oid = os.fsencode(path.relative_to(git_dir)), _read_plain(path, _REF_BYTES).strip()
                if _is_oid(oid) and is_safe_ref(name):
                    refs[name] = oid
            if len(refs) > limits.refs:
                raise GitRefused(
                    "too-many-refs",
                    f"the repository has more than {limits.refs} branches and tags",
                    "make a copy with the default branch only: git clone --bare --single-branch FOLDER COPY",
                )
    return refs


def _read_head(git_dir: Path) -> bytes:
    text = _read_plain(git_dir / "HEAD", _REF_BYTES).strip()
    if _is_oid(text) or (text.startswith(b"ref: refs/heads/") and is_safe_ref(text[5:])):
        return text + b"\n"
    return b"ref: refs/heads/main\n"


def _configure_view(refs: dict[bytes, bytes]) -> str:
    sha256 = any(len(oid) == 64 for oid in refs.values())
    format_lines = "\trepositoryformatversion = 1\n[extensions]\n\tobjectformat = sha256\n" if sha256 else ""
    return (
        # Indexes that a stranger may have forged are not used; the packs themselves are checked on arrival.
        "[core]\n\tbare = true\n\tcommitGraph = false\n\tmultiPackIndex = false\n"
        + (format_lines or "\trepositoryformatversion = 0\n")
        + "[uploadpack]\n\tallowFilter = true\n\tallowAnySHA1InWant = true\n"
        # What is sent stays on this machine: looking for smaller forms would cost more than it saves.
        + "[pack]\n\tthreads = 1\n\twindow = 0\n\tcompression = 1\n\tuseBitmaps = false\n"
    )
