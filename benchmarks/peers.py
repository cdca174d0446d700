"""The physical floor, other readers of code, and us, over the same repositories in one run.

Promise: a first pass of the whole map costs at most eight times the floor, which is git giving out the content of each
file once. Run: python benchmarks/peers.py REPOSITORY... [NAME=PROGRAM...] [--scancode-files=N]
Peers are taken where they are: in PATH, or named, such as scancode=/opt/scancode/bin/scancode. ScanCode takes minutes
of a repository, so it reads only those of at most N files (500). A clone may lack the contents of some files: they are
left out for everybody, and told. Prints a table in Markdown, and the command line of each reader. CPU is user and
system time of the program and of all that it started; memory is the largest of its processes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from _measuring import program, program_environment
from _repositories import name_of

from mapping import write_country

SCANCODE_FILES = 500


@dataclass(frozen=True)
class Taken:
    """What one program took. Units: seconds of processor time; MB of memory."""

    cpu: float
    peak: float
    code: int

    def __str__(self) -> str:
        return f"{self.cpu:.2f} ({self.peak:.0f})" + ("" if self.code in (0, 3) else f", exit {self.code}")


def take(words: Sequence[str], *, cwd: Path, stdin: bytes = b"", environment: dict[str, str] | None = None) -> Taken:
    """Run a program to its end and say what it took, its children included."""
    with tempfile.TemporaryFile() as given:
        given.write(stdin)
        given.seek(0)
        started = subprocess.Popen(
            words, cwd=cwd, env=environment, stdin=given, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
    return Taken(usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, started.returncode)


@dataclass(frozen=True)
class Subject:
    """A repository, what its newest commit lists, and that commit as plain files."""

    folder: Path
    checkout: Path
    paths: tuple[str, ...]
    oids: tuple[str, ...]
    lacking: tuple[str, ...]

    @property
    def head(self) -> str:
        """Its name and how many files it has."""
        return f"{name_of(self.folder)} ({len(self.paths):,})"


def list_files(folder: Path) -> list[tuple[str, str]]:
    """Path and object of each file of the newest commit."""
    words = ["git", "-C", str(folder), "ls-tree", "-r", "-z", "HEAD"]
    lines = subprocess.run(words, check=True, capture_output=True).stdout
    rows = [line.split(b"\t", 1) for line in lines.split(b"\0") if line and b" commit " not in line]
    return [(path.decode("utf-8", "surrogateescape"), head.split()[2].decode()) for head, path in rows]


def find_lacking(folder: Path, oids: Sequence[str]) -> set[str]:
    """The contents that a clone does not have; nothing is fetched for the question."""
    words = ["git", "-C", str(folder), "cat-file", "--batch-check", "--buffer"]
    asked, here = "".join(f"{oid}\n" for oid in oids).encode(), {**os.environ, "GIT_NO_LAZY_FETCH": "1"}
    answers = subprocess.run(words, input=asked, check=True, capture_output=True, env=here).stdout.decode()
    return {line.split()[0] for line in answers.splitlines() if line.endswith(" missing")}


@contextmanager
def laid_out(folder: Path) -> Iterator[Subject]:
    """Write the newest commit of a repository as plain files, which is what the peers read."""
    rows = list_files(folder)
    missing = find_lacking(folder, [oid for _, oid in rows])
    paths = tuple(path for path, oid in rows if oid not in missing)
    oids = tuple(dict.fromkeys(oid for _, oid in rows if oid not in missing))
    lacking = tuple(path for path, oid in rows if oid in missing)
    with tempfile.TemporaryDirectory(prefix="ospolis-bench-") as place:
        checkout, packed = Path(place) / "files", Path(place) / "files.tar"
        checkout.mkdir()
        left_out = [f":(exclude,literal){path}" for path in lacking]
        with packed.open("wb") as output:
            words = ["git", "-C", str(folder), "archive", "HEAD", "--", ".", *left_out]
            subprocess.run(words, check=True, stdout=output)
        subprocess.run(["tar", "-xf", str(packed), "-C", str(checkout)], check=True)
        packed.unlink()
        yield Subject(folder, checkout, paths, oids, lacking)


def give_out(subject: Subject) -> Taken:
    """The floor: git lists the files and gives out each different content once."""
    listed = take(["git", "ls-tree", "-r", "HEAD"], cwd=subject.folder)
    asked = "".join(f"{oid}\n" for oid in subject.oids).encode()
    given = take(["git", "cat-file", "--batch", "--buffer"], cwd=subject.folder, stdin=asked)
    return Taken(listed.cpu + given.cpu, max(listed.peak, given.peak), listed.code or given.code)


def map_it(subject: Subject) -> Taken:
    """Us: the whole of a first map, with database, licences, components, practices, lines and history."""
    return map_all([subject.folder])


def map_all(folders: list[Path]) -> Taken:
    """Us: some repositories in one first map."""
    with tempfile.TemporaryDirectory(prefix="ospolis-bench-") as name:
        place = Path(name)
        write_country(place / "country", folders)
        environment = program_environment(place / "var")
        subprocess.run(program("migrate"), env=environment, check=True, stdout=subprocess.DEVNULL)
        words = program("map", str(place / "country"), "--json", "--workers=0")
        return take(words, cwd=place, environment=environment)


def name_licences(subject: Subject) -> Taken:
    """Us: the licences alone, without a database."""
    with tempfile.TemporaryDirectory(prefix="ospolis-bench-") as place:
        words = program("licences", str(subject.folder), "--json")
        return take(words, cwd=Path(place), environment=program_environment(Path(place) / "var"))


@dataclass(frozen=True)
class Reader:
    """One line of the table: how it is started, as a reader of the table would start it, and what starts it here."""

    name: str
    command: str
    read: Callable[[Subject], Taken]
    most_files: int = sys.maxsize


def find_peer(named: dict[str, str], title: str, name: str, *words: str, stdin: bool = False) -> Reader | None:
    """Another program, where it is on this machine; with `stdin` it is told the files, by xargs."""
    path = named.get(name) or shutil.which(name)
    if path is None:
        return None

    def read(subject: Subject) -> Taken:
        paths = "\0".join(subject.paths).encode("utf-8", "surrogateescape") if stdin else b""
        call = ["xargs", "-0", path, *words] if stdin else [path, *words]
        return take(call, cwd=subject.checkout, stdin=paths)

    return Reader(title, f"{'git ls-files -z | xargs -0 ' if stdin else ''}{' '.join((name, *words))}", read)


def list_readers(named: dict[str, str], scancode_files: int) -> list[Reader]:
    """Each reader by what it does; a peer only where it is on this machine."""
    scancode = find_peer(
        named, "ScanCode", "scancode", "--license", "--processes", "1", "--quiet", "--json", "../scancode.json", "."
    )
    found = [
        Reader("floor: git gives out each content", "git ls-tree -r HEAD, git cat-file --batch --buffer", give_out),
        Reader("Ospolis: licences alone", "ospolis licences REPOSITORY --json", name_licences),
        Reader("Ospolis: the whole map", "ospolis map COUNTRY --json --workers=0", map_it),
        find_peer(named, "licensecheck", "licensecheck", "--shortname-scheme=spdx", "--machine", stdin=True),
        find_peer(named, "licensee (licence files only)", "licensee", "detect", "--json", "."),
        find_peer(named, "REUSE lint (tags only)", "reuse", "--root", ".", "lint", "--json"),
        replace(scancode, most_files=scancode_files) if scancode else None,
        find_peer(named, "cloc (lines only)", "cloc", "--quiet", "--json", "."),
        find_peer(named, "pygount (lines only)", "pygount", "--format=json", "."),
    ]
    return [reader for reader in found if reader is not None]


def read_all(readers: list[Reader], folders: list[Path]) -> tuple[list[Subject], dict[tuple[str, Path], Taken]]:
    """What each reader takes of each repository."""
    subjects, taken = [], {}
    for folder in folders:
        with laid_out(folder) as subject:
            subjects.append(subject)
            for reader in readers:
                if len(subject.paths) <= reader.most_files:
                    found = taken[reader.name, folder] = reader.read(subject)
                    print(f"{subject.head}: {reader.name}: {found}", file=sys.stderr, flush=True)
    return subjects, taken


def show_table(readers: list[Reader], subjects: list[Subject], taken: dict[tuple[str, Path], Taken]) -> None:
    """Print one line for each reader; a sum only where it read all."""
    print("| reader | " + " | ".join(subject.head for subject in subjects) + " | sum |")
    print("|---|" + "---:|" * (len(subjects) + 1))
    for reader in readers:
        found = [taken.get((reader.name, subject.folder)) for subject in subjects]
        cells = [str(one) if one else "not run" for one in found]
        total = f"{sum(one.cpu for one in found if one):.1f}" if all(found) else ""
        print(f"| {reader.name} | " + " | ".join([*cells, total]) + " |")
    print("\nSeconds of processor time, in brackets MB of the largest process; behind a name its files.\n")
    for reader in readers:
        print(f"- {reader.name}: `{reader.command}`")
    for subject in subjects:
        if subject.lacking:
            print(f"- left out of {subject.head}, not in the clone: {', '.join(subject.lacking)}")


def main() -> None:
    options = [word for word in sys.argv[1:] if word.startswith("--")]
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    named = dict(word.split("=", 1) for word in words if "=" in word)
    folders = [Path(word).resolve() for word in words if "=" not in word]
    if not folders:
        print("name the repositories to read")
        return
    most = next((int(word.partition("=")[2]) for word in options if word.startswith("--scancode-files=")), None)
    readers = list_readers(named, SCANCODE_FILES if most is None else most)
    subjects, taken = read_all(readers, folders)
    show_table(readers, subjects, taken)
    floor = sum(taken[readers[0].name, folder].cpu for folder in folders)
    together = map_all(folders)
    print(
        f"\nAll in one map: {together.cpu:.1f} s, {together.peak:.0f} MB, {together.cpu / floor:.1f} times the floor."
    )
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}.")


if __name__ == "__main__":
    main()
