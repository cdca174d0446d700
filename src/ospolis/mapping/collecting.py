"""Fetch a source: a mirror of a repository, or the bytes of a document. Nothing is opened here."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from ospolis.core.fetching import FetchRefused, fetch, guard_address
from ospolis.core.files.content import ContentStore, TooLarge, portions_of
from ospolis.engines.gitrepo.address import Address, check_address
from ospolis.engines.gitrepo.limits import Limits
from ospolis.engines.gitrepo.mirror import Mirrored, refresh_mirror
from ospolis.engines.gitrepo.refusal import GitRefused
from ospolis.mapping.alone import holding
from ospolis.mapping.choices import SourceKind
from ospolis.mapping.folder.places import LONGEST_DOCUMENT
from ospolis.mapping.outcomes import Collected, SourceTrouble, Trouble, as_sentence

# What stands for the commit of a repository that has none.
EMPTY = "empty"
# How often in a row a repository may have moved.
MOST_MOVES = 3
# What git asks first of a server; a repository that moved is at the address before it.
_FIRST_QUESTION = "/info/refs?service=git-upload-pack"


@dataclass(frozen=True, slots=True)
class Fetching:
    """Where sources lie and where their copies go: the country folder, the data folder, the limits of git."""

    folder: Path
    data_dir: Path
    limits: Limits

    def address_of(self, location: str) -> Address:
        """The address of a repository as git takes it; paths are those of the operator's country folder.

        Raises   SourceTrouble
        """
        try:
            if "://" in location or "@" in location.partition("/")[0]:
                return check_address(location, operator=True)
            return check_address(str((self.folder / location).resolve()), operator=True)
        except GitRefused as refused:
            raise _trouble(refused) from None

    def shown_address(self, location: str, address: Address) -> str:
        """The address under which a repository is known: a path in the country folder stays as it was declared, so
        that no page tells where the folder lies on this machine."""
        inside = address.protocol == "file" and "://" not in location and not location.startswith("/")
        return PurePosixPath(location).as_posix() if inside else address.normal

    def resolve(self, address: Address) -> str:
        """The checked address of a host, which git is held to; empty for folders of this machine and ssh.

        Raises   SourceTrouble
        """
        if address.protocol != "https":
            return ""
        try:
            return guard_address(address.url).ip
        except FetchRefused as refused:
            raise _trouble(refused) from None

    def kept(self, digest: str) -> bytes:
        """The bytes of a document that was fetched before.

        Raises   SourceTrouble when they are no longer there
        """
        try:
            with self.contents().open(digest) as file:
                return file.read()
        except FileNotFoundError:
            raise SourceTrouble(
                Trouble("content-gone", "The copy of this file is no longer there.", "Run the collection again.")
            ) from None

    def contents(self) -> ContentStore:
        return ContentStore(self.data_dir / "contents")


def mirror_of(data_dir: Path, address: Address) -> Path:
    """Where the mirror of an address lies: one for all sources that name it."""
    return mirror_of_normal(data_dir, address.normal)


def mirror_of_normal(data_dir: Path, normal: str) -> Path:
    """Where the mirror of an address lies, by the form that all its spellings have in common."""
    digest = hashlib.blake2b(normal.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
    return data_dir / "mirrors" / f"{digest}.git"


def collect_git(fetching: Fetching, kind: SourceKind, location: str) -> Collected:
    """Bring the mirror of a repository up to date.

    Raises   SourceTrouble with the reason and what to do
    """
    declared = fetching.address_of(location)
    address, found = _refresh_where_it_is(fetching, declared)
    report: dict[str, object] = {"outcome": found.outcome, "branch": found.branch, "notes": list(found.notes)}
    moved_to = address.url if address != declared else ""
    if moved_to:
        report["moved_to"] = moved_to
    return Collected(digest=found.commit or EMPTY, report=report, moved_to=moved_to)


def _refresh_where_it_is(fetching: Fetching, address: Address) -> tuple[Address, Mirrored]:
    """Bring the mirror up to date, at the new address of a repository that has moved."""
    passed: list[Address] = []
    while True:
        mirror = mirror_of(fetching.data_dir, address)
        try:
            resolve_to = fetching.resolve(address)
            with holding(mirror), _minding_space():
                return address, refresh_mirror(address, mirror, limits=fetching.limits, resolve_to=resolve_to)
        except GitRefused as refused:
            if refused.code != "moved" or address.protocol != "https":
                raise _trouble(refused) from None
        passed.append(address)
        address = _find_new_address(passed)


@contextmanager
def _minding_space() -> Iterator[None]:
    """A full disk is the operator's to mend, not a fault of ours or of the source."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        remedy = "Free some space, then run the collection again."
        raise SourceTrouble(Trouble("disk-full", "The disk of this machine is full.", remedy)) from None


def refresh(fetching: Fetching, address: Address, mirror: Path, *, resolve_to: str) -> Mirrored:
    """Bring a mirror up to date whose address is known to hold.

    Raises   SourceTrouble
    """
    try:
        with holding(mirror), _minding_space():
            return refresh_mirror(address, mirror, limits=fetching.limits, resolve_to=resolve_to)
    except GitRefused as refused:
        raise _trouble(refused) from None


def _find_new_address(passed: list[Address]) -> Address:
    """Where a server says that a repository is now: its answer is read, never followed, and checked like any address.

    Raises   SourceTrouble when the new address may not be asked, or leads on and on
    """
    if len(passed) > MOST_MOVES:
        raise _moved(f"it leads on more than {MOST_MOVES} times", "too-many-redirects")
    try:
        asked = passed[-1].url.rstrip("/") + _FIRST_QUESTION
        answer = fetch(asked, allowed_hosts=None, redirects=0)
        told = answer.headers.get("location", "")
        target = urljoin(asked, told)
        if not told or not 300 <= answer.status < 400 or not target.endswith(_FIRST_QUESTION):
            raise _moved("the server names no repository as the new place", "moved")
        address = check_address(target.removesuffix(_FIRST_QUESTION))
        guard_address(address.url)
    except ValueError:
        raise _moved("the new address cannot be read", "moved") from None
    except (FetchRefused, GitRefused) as refused:
        raise _moved(f"its new address is not asked: {refused.message}", refused.code) from None
    if address in passed:
        raise _moved("it leads in a circle", "redirect-loop")
    return address


def _moved(why: str, code: str) -> SourceTrouble:
    message = f"The repository has moved, and {why.rstrip('.')}."
    return SourceTrouble(Trouble(code, message, "Ask its owner where it is now, and mend its address in sources.csv."))


def collect_document(fetching: Fetching, kind: SourceKind, location: str) -> Collected:
    """Copy a document into the store, from the country folder or from its address.

    Raises   SourceTrouble with the reason and what to do
    """
    limit = LONGEST_DOCUMENT[kind]
    try:
        if location.startswith(("http://", "https://")):
            body = _download(location, limit)
            content = fetching.contents().add([body], limit=limit)
        else:
            with path_of(fetching.folder, location).open("rb") as file:
                content = fetching.contents().add(portions_of(file), limit=limit)
    except TooLarge as refused:
        raise SourceTrouble(Trouble("too-large", str(refused), "Give a smaller file.")) from None
    except OSError as error:
        raise SourceTrouble(
            Trouble("unreadable", f"The file cannot be read: {error.strerror}.", "Put the file back, or mend its path.")
        ) from None
    return Collected(digest=content.digest, report={"bytes": content.size})


def path_of(folder: Path, location: str) -> Path:
    """Where a document of the operator lies.

    Raises   FileNotFoundError when a path leaves the country folder
    """
    if location.startswith("file://"):
        return Path(unquote(urlsplit(location).path))
    path = (folder / location).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise FileNotFoundError(2, "it lies outside the country folder")
    return path


def _download(location: str, limit: int) -> bytes:
    try:
        answer = fetch(location, allowed_hosts=None)
    except FetchRefused as refused:
        raise _trouble(refused) from None
    if not answer.is_success:
        raise SourceTrouble(
            Trouble(
                f"http-{answer.status}",
                f"The server answered {answer.status}.",
                "Open the address in a browser; mend it in sources.csv when the file has moved.",
            )
        )
    return answer.body


def _trouble(refused: GitRefused | FetchRefused) -> SourceTrouble:
    return SourceTrouble(Trouble(refused.code, as_sentence(refused.message), as_sentence(refused.remedy)))
