"""The physical floor, other readers of code, and us, over the same repositories in one run.

Promise: a first pass of the whole map costs at most eight times the floor, which is git giving out the content of each
file once. Run: python benchmarks/peers.py REPOSITORY... [NAME=PROGRAM...]
Peers are taken where they are: in PATH, or named, such as scancode=/opt/scancode/bin/scancode. ScanCode reads only
repositories of at most 500 files, for it takes minutes of them. Prints a table in Markdown. CPU is user and system time
of the program and of all that it started; memory is the largest of its processes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from _measuring import program, program_environment
from _repositories import name_of

from mapping import write_country

SMALL = 500


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


def is_whole(folder: Path) -> bool:
    """Whether every content of the newest commit is here; a clone may lack some, and cannot be laid out as files."""
    words = ["git", "-C", str(folder), "archive", "HEAD"]
    whole = not subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
    if not whole:
        print(f"left out: {name_of(folder)} lacks some of its contents", file=sys.stderr)
    return whole


@contextmanager
def laid_out(folder: Path) -> Iterator[Subject]:
    """Write the newest commit of a repository as plain files, which is what the peers read."""
    lines = subprocess.run(
        ["git", "-C", str(folder), "ls-tree", "-r", "-z", "HEAD"], check=True, capture_output=True
    ).stdout
    rows = [line.split(b"\t", 1) for line in lines.split(b"\0") if line and b" commit " not in line]
    oids = tuple(dict.fromkeys(head.split()[2].decode() for head, _ in rows))
    with tempfile.TemporaryDirectory(prefix="ospolis-bench-") as place:
        checkout = Path(place) / "files"
        checkout.mkdir()
        packed = Path(place) / "files.tar"
        with packed.open("wb") as output:
            subprocess.run(["git", "-C", str(folder), "archive", "HEAD"], check=True, stdout=output)
        subprocess.run(["tar", "-xf", str(packed), "-C", str(checkout)], check=True)
        packed.unlink()
        yield Subject(folder, checkout, tuple(path.decode("utf-8", "surrogateescape") for _, path in rows), oids)


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


def list_readers(named: dict[str, str]) -> dict[str, Callable[[Subject], Taken]]:
    """Each reader by what it does; a peer only where it is on this machine."""

    def peer(name: str, *words: str, stdin: bool = False) -> Callable[[Subject], Taken] | None:
        path = named.get(name) or shutil.which(name)
        if path is None:
            return None

        def read(subject: Subject) -> Taken:
            paths = "\0".join(subject.paths).encode("utf-8", "surrogateescape") if stdin else b""
            call = ["xargs", "-0", path, *words] if stdin else [path, *words]
            return take(call, cwd=subject.checkout, stdin=paths)

        return read

    found: dict[str, Callable[[Subject], Taken] | None] = {
        "floor: git gives out each content": give_out,
        "Ospolis: licences alone": name_licences,
        "Ospolis: the whole map": map_it,
        "licensecheck": peer("licensecheck", "--shortname-scheme=spdx", "--machine", stdin=True),
        "licensee (licence files only)": peer("licensee", "detect", "--json", "."),
        "REUSE lint (tags only)": peer("reuse", "--root", ".", "lint", "--json"),
        "ScanCode": peer("scancode", "--license", "--processes", "1", "--quiet", "--json", os.devnull, "."),
        "cloc (lines only)": peer("cloc", "--quiet", "--json", "."),
        "pygount (lines only)": peer("pygount", "--format=json", "."),
    }
    return {name: reader for name, reader in found.items() if reader is not None}


def main() -> None:
    named = dict(word.split("=", 1) for word in sys.argv[1:] if "=" in word)
    folders = [Path(word).resolve() for word in sys.argv[1:] if "=" not in word]
    if not folders:
        print("name the repositories to read")
        return
    readers = list_readers(named)
    rows: dict[str, list[str]] = {name: [] for name in readers}
    sums = dict.fromkeys(readers, 0.0)
    heads = []
    for folder in [folder for folder in folders if is_whole(folder)]:
        with laid_out(folder) as subject:
            heads.append(f"{name_of(folder)} ({len(subject.paths):,})")
            for name, reader in readers.items():
                if name == "ScanCode" and len(subject.paths) > SMALL:
                    rows[name].append("not run")
                    continue
                taken = reader(subject)
                sums[name] += taken.cpu
                rows[name].append(str(taken))
                print(f"{heads[-1]}: {name}: {taken}", file=sys.stderr, flush=True)
    print("| reader | " + " | ".join(heads) + " | sum |")
    print("|---|" + "---:|" * (len(heads) + 1))
    for name, cells in rows.items():
        total = f"{sums[name]:.1f}" if "not run" not in cells else ""
        print(f"| {name} | " + " | ".join(cells) + f" | {total} |")
    floor, together = sums["floor: git gives out each content"], map_all(list(filter(is_whole, folders)))
    print(
        f"\nAll in one map: {together.cpu:.1f} s, {together.peak:.0f} MB, {together.cpu / floor:.1f} times the floor."
    )
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}.")


if __name__ == "__main__":
    main()
