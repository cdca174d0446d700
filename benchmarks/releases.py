"""What twenty releases of a repository cost beside one reading of it: most of their contents are the same.

Promise: the twenty newest release tags of each repository take at most three times the processor time of the first
pass. Run: python benchmarks/releases.py [REPOSITORY...] [--steps]; without any, this checkout, which may have no tags
yet. `ospolis map --releases` reads them in one run. With --steps, all repositories also step from release to release
together, from the oldest to the newest, with a whole map for each step, in one data folder.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from _measuring import Cost, given_folders, program, program_environment
from _repositories import name_of

from mapping import bring_tables, forget_database, map_once, tell, write_country

RELEASES = 20


def git(folder: Path, *words: str) -> str:
    """What git answers about a repository."""
    done = subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def newest_releases(folder: Path) -> list[str]:
    """The commits of the newest tags, the oldest of them first; two tags of one commit are one release."""
    names = "--format=%(if)%(*objectname)%(then)%(*objectname)%(else)%(objectname)%(end) %(objecttype) %(*objecttype)"
    lines = git(folder, "for-each-ref", "--sort=-creatordate", names, "refs/tags").splitlines()
    commits = dict.fromkeys(line.split()[0] for line in lines if line.split()[-1] == "commit")
    return list(commits)[:RELEASES][::-1]


def stand_in(folder: Path, place: Path) -> Path:
    """A copy of a repository, so that its branch can stand anywhere; one that borrows objects would be refused."""
    made = place / f"{name_of(folder)}.git"
    subprocess.run(["git", "clone", "--quiet", "--bare", "--local", str(folder), str(made)], check=True)
    git(made, "symbolic-ref", "HEAD", "refs/heads/of-the-benchmark")
    return made


def new_country(place: Path, repositories: list[Path]) -> Path:
    """A country folder beside a data folder that has its tables."""
    place.mkdir()
    write_country(place / "country", repositories)
    subprocess.run(program("migrate"), env=program_environment(place / "var"), check=True, stdout=subprocess.DEVNULL)
    return place


def map_at(place: Path, name: str) -> Cost:
    """Map once, and say so."""
    cost, summary = map_once(place / "country", place / "var")
    tell(name, cost, summary)
    return cost


def read_at_once(place: Path) -> None:
    """The first pass, and a first pass that reads the releases too; each with fetching, and from mirrors that are here.

    What a pass with releases takes holds the first pass: it is the whole of what an operator waits for. The last line
    is what the releases take by themselves, asked for after a map.
    """
    for name, word in (("with fetching", ""), ("mirrors here", "fresh")):
        costs = []
        for words in ((), (f"--releases={RELEASES}",)):
            data_dir = place / f"var{len(words)}"
            if word:
                forget_database(data_dir)
            else:
                bring_tables(data_dir)
            cost, summary = map_once(place / "country", data_dir, *words)
            tell(f"{'all releases' if words else 'first pass'}, {name}", cost, summary)
            costs.append(cost.cpu)
        told = summary["releases"]
        print(f"{told['releases']} releases of {told['read']} repositories, {name}: {costs[1] / costs[0]:.2f} times")
    tell("all releases again, nothing changed", *map_once(place / "country", data_dir, *words))
    forget_database(data_dir)
    first, _ = map_once(place / "country", data_dir)
    beside, summary = map_once(place / "country", data_dir, *words)
    tell("the releases by themselves, after a map", beside, summary)
    print(f"the releases by themselves, mirrors here: {beside.cpu / first.cpu:.2f} times the first pass")


def compare(folders: list[Path], place: Path) -> None:
    """The first pass over all, then the releases in one run, then a pass for each release."""
    releases = {folder: found for folder in folders if (found := newest_releases(folder))}
    for folder in folders:
        print(f"{name_of(folder):<34} {len(releases.get(folder, []))} releases", flush=True)
    if not releases:
        print("no tags: nothing to compare")
        return
    stand_ins = {folder: stand_in(folder, place) for folder in releases}
    for folder, made in stand_ins.items():
        git(made, "update-ref", "refs/heads/of-the-benchmark", git(folder, "rev-parse", "HEAD"))
    read_at_once(new_country(place / "at-once", list(stand_ins.values())))
    if "--steps" not in sys.argv:
        return
    first = map_at(new_country(place / "first", list(stand_ins.values())), "first pass")
    steps = new_country(place / "steps", list(stand_ins.values()))
    total = 0.0
    for step in range(RELEASES):
        for folder, made in stand_ins.items():
            found = releases[folder]
            git(made, "update-ref", "refs/heads/of-the-benchmark", found[max(0, step - RELEASES + len(found))])
        total += map_at(steps, f"release {step + 1} of {RELEASES}").cpu
    still = RELEASES * map_at(steps, "nothing changed").cpu
    start = map_at(new_country(place / "nothing", []), "the start of the program").cpu
    print(f"twenty releases: {total:.1f} s of processor time, {total / first.cpu:.2f} times the first pass")
    # A first pass starts the program once, and so would one program that reads twenty releases.
    once = total - (RELEASES - 1) * start
    print(f"with one start of the program instead of twenty: {once:.1f} s, {once / first.cpu:.2f} times")
    read = f"{total - still:.1f} s, {(total - still) / first.cpu:.2f} times"
    print(f"of it {still:.1f} s for starting and looking twenty times; reading alone {read}")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="ospolis-bench-") as place:
        compare(given_folders(), Path(place))


if __name__ == "__main__":
    sys.exit(main())
