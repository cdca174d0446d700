"""Bring a bare mirror of a repository to this machine, and keep it fresh, without its contents."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ospolis.engines.gitrepo.address import Address
from ospolis.engines.gitrepo.command import Answer, Ending, run_git
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.localview import build_view
from ospolis.engines.gitrepo.refnames import choose_branch, is_safe_ref
from ospolis.engines.gitrepo.refusal import GitRefused

_SEEN = "ospolis-remote"
_LISTING_BYTES = 32_000_000
_DETACHED = "detached"

# Each update adds a pack or two, and every reading looks into all of them; git's own tidying would want the contents.
_MOST_PACKS = 200

# A commit's own folders are asked for apart: those of all its ancestors are most of what a server would send, and
# nothing reads them. An update asks for the folders of the new commits, for few of them are new.
COMMITS_ONLY = "tree:0"
WITH_FOLDERS = "blob:none"
_UNKNOWN_FILTER = "filter 'tree"


@dataclass(frozen=True, slots=True)
class RemoteHead:
    """What a server says of its repository.

    Shapes   commit: object id, empty when the repository is; branch: name without refs/heads/, empty when the head
             is a bare commit; head_missing: the default branch does not exist and another was chosen;
             listing: all that was said, to compare with the next time
    """

    commit: str
    branch: str
    head_missing: bool
    listing: bytes

    @property
    def empty(self) -> bool:
        """Whether there is no branch at all."""
        return not self.commit


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What happened to a mirror.

    Shapes   commit, branch: as RemoteHead; notes: codes of what is special (head-missing, shallow, detached)
    """

    outcome: Literal["cloned", "updated", "unchanged"]
    commit: str
    branch: str
    notes: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether the repository has no commit yet."""
        return not self.commit


@contextmanager
def open_source(address: Address, *, limits: Limits) -> Iterator[tuple[str, Path | None]]:
    """Give what git may read: the address itself, or a harmless view of a folder of this machine and where it is.

    Raises   GitRefused from the view
    """
    if address.protocol != "file":
        yield address.url, None
        return
    with tempfile.TemporaryDirectory(prefix="ospolis-view-") as folder:
        view = Path(folder)
        build_view(Path(address.path), view, limits=limits)
        yield f"file://{view}", view


def resolve_option(address: Address, resolve_to: str) -> list[str]:
    """Hold git to the network address that the caller has checked for this host.

    Shapes   resolve_to: an IP address, or empty for none
    """
    if not resolve_to or address.protocol != "https":
        return []
    target = f"[{resolve_to}]" if ":" in resolve_to else resolve_to
    return [f"http.curloptResolve={address.host}:{address.port}:{target}"]


def read_remote_head(address: Address, *, limits: Limits, resolve_to: str = "") -> RemoteHead:
    """Ask the server for its default branch and tags, without fetching.

    Shapes   resolve_to: the IP address that the caller checked for the host
    Returns  RemoteHead; an empty repository is an ordinary answer
    Raises   GitRefused: missing, private, moved, unreachable, leads-elsewhere, a limit
    """
    with open_source(address, limits=limits) as (url, _):
        return _ask_head(url, address, limits, resolve_to)


def _ask_head(url: str, address: Address, limits: Limits, resolve_to: str) -> RemoteHead:
    listing = _list_remote(url, ("HEAD", "refs/tags/*"), address, limits, resolve_to)
    symbolic, found = _read_listing(listing)
    if "HEAD" in found:
        safe = is_safe_ref(symbolic.encode()) and symbolic.startswith("refs/heads/")
        branch = symbolic.removeprefix("refs/heads/") if safe else ""
        return RemoteHead(found["HEAD"], branch, False, listing)
    branches = _read_listing(_list_remote(url, ("refs/heads/*",), address, limits, resolve_to))[1]
    names = {name.removeprefix("refs/heads/") for name in branches if is_safe_ref(name.encode())}
    chosen = choose_branch(names)
    return RemoteHead(branches.get(f"refs/heads/{chosen}", ""), chosen, bool(chosen), listing)


def _list_remote(url: str, patterns: Sequence[str], address: Address, limits: Limits, resolve_to: str) -> bytes:
    answer = run_git(
        ["ls-remote", "--symref", "--", url, *patterns],
        limits=limits,
        protocol=address.protocol,
        config=resolve_option(address, resolve_to),
        most=_LISTING_BYTES,
    )
    if answer.cut:
        raise GitRefused(
            "too-many-refs",
            "the server lists more branches and tags than are read",
            "ask the repository's owner to remove what is no longer used",
        )
    return answer.or_refuse()


def _read_listing(listing: bytes) -> tuple[str, dict[str, str]]:
    symbolic, found = "", {}
    for line in listing.decode("utf-8", "backslashreplace").split("\n"):
        left, _, name = line.partition("\t")
        if left.startswith("ref: ") and name == "HEAD":
            symbolic = left[5:]
        elif name:
            found[name] = left
    return symbolic, found


def clone_mirror(address: Address, target: Path, *, limits: Limits, resolve_to: str = "") -> Mirrored:
    """Make a bare mirror of the default branch and its tags at `target`, without the contents of files.

    Shapes   target: does not exist yet; resolve_to: as read_remote_head
    Returns  Mirrored("cloned", ...); an empty repository gives an empty mirror
    Raises   GitRefused as read_remote_head, or malformed, corrupt, pack-size, memory-limit, wall-limit, cpu-limit;
             nothing is left at `target` then
    Source   SECURITY.md section 5; init and fetch take the place of clone, so that a first and a later reading are
             the same steps and the configuration is ours from the start
    """
    half = target.with_name(target.name + ".half")
    shutil.rmtree(half, ignore_errors=True)
    with open_source(address, limits=limits) as (url, _):
        head = _ask_head(url, address, limits, resolve_to)
        try:
            _lay_out(half, sha256=len(head.commit) == 64)
            mirrored = _fetch_head(url, address, half, head, limits, resolve_to)
            half.rename(target)
        finally:
            shutil.rmtree(half, ignore_errors=True)
    return Mirrored("cloned", mirrored.commit, mirrored.branch, mirrored.notes)


def update_mirror(address: Address, target: Path, *, limits: Limits, resolve_to: str = "") -> Mirrored:
    """Bring what is new into a mirror that `clone_mirror` made.

    Returns  Mirrored("unchanged", ...) when the server says the same as last time, else Mirrored("updated", ...)
    Raises   GitRefused("no-mirror") when there is none; else as clone_mirror, and the mirror stays as it was
    """
    if not (target / _SEEN).is_file():
        raise GitRefused("no-mirror", "there is no mirror of this repository yet", "clone it first")
    with open_source(address, limits=limits) as (url, _):
        head = _ask_head(url, address, limits, resolve_to)
        if _describe_seen(head) == (target / _SEEN).read_bytes():
            return Mirrored("unchanged", head.commit, head.branch, _note(target, head))
        if (len(head.commit) == 64) != ("sha256" in (target / "config").read_text(encoding="ascii")):
            _lay_out(target, sha256=len(head.commit) == 64)
        return _fetch_head(url, address, target, head, limits, resolve_to)


def refresh_mirror(address: Address, target: Path, *, limits: Limits, resolve_to: str = "") -> Mirrored:
    """Clone a repository that was not seen before, update one that was; clone anew what many updates have split.

    Returns, Raises   as clone_mirror and update_mirror
    """
    if not (target / _SEEN).is_file():
        return clone_mirror(address, target, limits=limits, resolve_to=resolve_to)
    if len(list((target / "objects/pack").glob("*.pack"))) <= _MOST_PACKS:
        return update_mirror(address, target, limits=limits, resolve_to=resolve_to)
    fresh = target.with_name(target.name + ".fresh")
    shutil.rmtree(fresh, ignore_errors=True)
    mirrored = clone_mirror(address, fresh, limits=limits, resolve_to=resolve_to)
    shutil.rmtree(target)
    fresh.rename(target)
    return mirrored


def _lay_out(target: Path, *, sha256: bool) -> None:
    for folder in ("objects/pack", "objects/info", "refs/heads", "refs/tags"):
        (target / folder).mkdir(parents=True, exist_ok=True)
    (target / "HEAD").write_text("ref: refs/heads/main\n", encoding="ascii")
    write_config(target, sha256=sha256)


def write_config(target: Path, *, sha256: bool) -> None:
    """Write the whole configuration of a mirror: ours, and without a promisor, so that no reading ever fetches."""
    lines = "\trepositoryformatversion = 0\n\tbare = true\n"
    if sha256:
        lines = "\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectformat = sha256\n"
    (target / "config").write_text(f"[core]\n{lines}", encoding="ascii")


def lacks_filter(ending: Ending) -> bool:
    """Whether a fetch failed because the server knows no such filter."""
    return ending.code != 0 and _UNKNOWN_FILTER in ending.complaint


def fetch_into(
    arguments: Sequence[str],
    *,
    address: Address,
    target: Path,
    limits: Limits,
    resolve_to: str,
    stdin: bytes = b"",
    config: Sequence[str] = (),
    without: str = WITH_FOLDERS,
) -> Ending:
    """Run one fetch and leave the mirror's configuration as it was.

    Shapes   without: git's filter, what the server shall leave out
    Returns  how it ended
    """
    sha256 = "sha256" in (target / "config").read_text(encoding="ascii")
    fixed = ["fetch", "--no-write-fetch-head", "--no-auto-maintenance", "--no-recurse-submodules", "--quiet"]
    try:
        return run_git(
            [*fixed, f"--filter={without}", *arguments],
            git_dir=target,
            limits=limits,
            protocol=address.protocol,
            config=[*resolve_option(address, resolve_to), *config],
            stdin=stdin,
        ).ending
    finally:
        write_config(target, sha256=sha256)
        for left in (target / "objects/pack").glob("tmp_*"):
            left.unlink()


@dataclass(frozen=True, slots=True)
class _Fetch:
    """From where a mirror gets its branch."""

    url: str
    address: Address
    target: Path
    limits: Limits
    resolve_to: str

    def bring_branch(self, remote: str, local: str) -> None:
        """Bring the commits of a branch, and the folders of its newest one.

        Raises   GitRefused
        """
        refs = ["--force", "--update-shallow", "--update-head-ok", "--", self.url, f"+{remote}:{local}"]
        ending = self._ask(refs, WITH_FOLDERS if (self.target / _SEEN).is_file() else COMMITS_ONLY)
        if lacks_filter(ending):
            ending = self._ask(refs, WITH_FOLDERS)
        if ending.code == 0 and (missing := self._list_missing(local)):
            # What the mirror has of older commits is no offer: it lacks their folders.
            wanted = "".join(f"{oid}\n" for oid in missing).encode("ascii")
            words = ["--no-tags", "--stdin", "--", self.url]
            ending = self._ask(words, WITH_FOLDERS, "fetch.negotiationAlgorithm=noop", stdin=wanted)
        if ending.code != 0:
            raise ending.refusal()

    def _ask(self, arguments: list[str], without: str, *config: str, stdin: bytes = b"") -> Ending:
        return fetch_into(
            arguments, address=self.address, target=self.target, limits=self.limits, resolve_to=self.resolve_to,
            config=config, without=without, stdin=stdin,
        )  # fmt: skip

    def _list_missing(self, local: str) -> list[str]:
        """The folders of the newest commit that are not here; those below them come along when they are asked for.

        An update leaves out what older commits have, and one that takes something back may need a folder of theirs.
        """
        if self._run(["ls-tree", "-r", "-d", "--name-only", "-z", local]).ending.code == 0:
            return []
        tree = self._run(["log", "-1", "--format=%T", local, "--"]).or_refuse().decode("ascii", "replace").strip()
        walk = ["rev-list", "--objects", "--no-object-names", "--missing=print", f"--filter={WITH_FOLDERS}", tree]
        walked = self._run(walk)
        # Where the uppermost one is missing there is nothing to walk.
        found = walked.output.decode("ascii", "replace").split() if walked.ending.code == 0 else [f"?{tree}"]
        return [oid[1:] for oid in found if oid.startswith("?")] or [tree]

    def _run(self, arguments: list[str]) -> Answer:
        return run_git(arguments, git_dir=self.target, limits=self.limits)


def _fetch_head(
    url: str, address: Address, target: Path, head: RemoteHead, limits: Limits, resolve_to: str
) -> Mirrored:
    if not head.empty:
        local = f"refs/heads/{head.branch or _DETACHED}"
        remote = f"refs/heads/{head.branch}" if head.branch else "HEAD"
        _Fetch(url, address, target, limits, resolve_to).bring_branch(remote, local)
        (target / "HEAD").write_text(f"ref: {local}\n", encoding="utf-8")
    else:
        _forget_branches(target)
    commit = read_commit_id(target, limits=limits)
    _replace_file(target / _SEEN, _describe_seen(head))
    return Mirrored("updated", commit, head.branch, _note(target, head))


def _forget_branches(target: Path) -> None:
    """A repository that became empty must not show what an earlier fetch brought."""
    shutil.rmtree(target / "refs/heads")
    (target / "refs/heads").mkdir()
    (target / "packed-refs").unlink(missing_ok=True)


def read_commit_id(mirror: Path, *, limits: Limits) -> str:
    """Give the commit that the head of a mirror names, or an empty text."""
    answer = run_git(["rev-parse", "--verify", "--quiet", "HEAD^{commit}"], git_dir=mirror, limits=limits)
    return answer.output.decode("ascii", "replace").strip()


def _describe_seen(head: RemoteHead) -> bytes:
    return f"{head.commit} {head.branch}\n".encode() + head.listing


def _replace_file(path: Path, content: bytes) -> None:
    half = path.with_name(path.name + ".half")
    half.write_bytes(content)
    half.replace(path)


def _note(target: Path, head: RemoteHead) -> tuple[str, ...]:
    notes = (
        ("head-missing", head.head_missing),
        ("detached", not head.branch and not head.empty),
        ("shallow", (target / "shallow").is_file()),
    )
    return tuple(code for code, holds in notes if holds)
