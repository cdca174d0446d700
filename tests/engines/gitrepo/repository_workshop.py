"""Repositories made by hand, object by object, so that they may hold what git itself would refuse to write."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from ospolis.engines.gitrepo.address import Address, check_address
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.mirror import clone_mirror
from ospolis.engines.gitrepo.refusal import GitRefused

NOON = 1_790_000_000  # 2026-09-21T14:13:20Z
ADA = "Ada <ada@example.org>"

LIMITS = Limits(wall_seconds=20)
OUR_CONFIG = "[core]\n\trepositoryformatversion = 0\n\tbare = true\n"

TreeLine = tuple[str, bytes, str]


class Workshop:
    """Writes loose objects and references of a bare repository."""

    def __init__(self, folder: Path, algorithm: str = "sha1") -> None:
        self.folder = folder
        self.algorithm = algorithm
        (folder / "objects/pack").mkdir(parents=True)
        (folder / "refs/heads").mkdir(parents=True)
        (folder / "refs/tags").mkdir(parents=True)
        (folder / "HEAD").write_text("ref: refs/heads/main\n")
        sha256 = "[extensions]\n\tobjectformat = sha256\n" if algorithm == "sha256" else ""
        number = 1 if sha256 else 0
        (folder / "config").write_text(f"[core]\n\tbare = true\n\trepositoryformatversion = {number}\n{sha256}")

    def write(self, kind: str, content: bytes) -> str:
        whole = f"{kind} {len(content)}\0".encode() + content
        oid = hashlib.new(self.algorithm, whole).hexdigest()
        path = self.object_path(oid)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(zlib.compress(whole, 1))
        return oid

    def object_path(self, oid: str) -> Path:
        return self.folder / "objects" / oid[:2] / oid[2:]

    def blob(self, content: bytes) -> str:
        return self.write("blob", content)

    def tree(self, lines: Sequence[TreeLine]) -> str:
        return self.write("tree", b"".join(b"%s %s\0" % (m.encode(), n) + bytes.fromhex(o) for m, n, o in lines))

    def files(self, contents: dict[str, bytes]) -> str:
        return self.tree([("100644", name.encode(), self.blob(text)) for name, text in sorted(contents.items())])

    def commit(
        self, tree: str, parents: Sequence[str] = (), *, who: str = ADA, at: object = NOON, branch: str = "main"
    ) -> str:
        head = f"tree {tree}\n" + "".join(f"parent {parent}\n" for parent in parents)
        oid = self.write("commit", f"{head}author {who} {at} +0000\ncommitter {who} {at} +0000\n\nwork\n".encode())
        if branch:
            (self.folder / "refs/heads" / branch).write_text(f"{oid}\n")
        return oid

    def lightweight_tag(self, name: str, oid: str) -> None:
        (self.folder / "refs/tags" / name).write_text(f"{oid}\n")

    def annotated_tag(self, name: str, oid: str, *, at: object = NOON, message: str = "release\n") -> str:
        text = f"object {oid}\ntype commit\ntag {name}\ntagger {ADA} {at} +0000\n\n{message}"
        tag = self.write("tag", text.encode())
        self.lightweight_tag(name, tag)
        return tag

    def bomb(self, depth: int, width: int, leaf: Sequence[TreeLine]) -> str:
        """A few trees that stand for width ** depth paths."""
        tree = self.tree(leaf)
        for _ in range(depth):
            tree = self.tree([("40000", b"d%02d" % number, tree) for number in range(width)])
        return tree

    @property
    def address(self) -> Address:
        return check_address(str(self.folder), operator=True)


def refuse_clone(source: Workshop, target: Path, limits: Limits = LIMITS) -> str:
    with pytest.raises(GitRefused) as refusal:
        clone_mirror(source.address, target, limits=limits)
    assert not target.exists()
    return refusal.value.code
