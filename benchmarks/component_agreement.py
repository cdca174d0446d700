"""Which components we and cdxgen list for the same files, and why the lists differ.

cdxgen is no part of the product: install it elsewhere, and name its program. It is held to the files: nothing is
installed, no registry is asked for licences.
Run: python benchmarks/component_agreement.py --cdxgen=.../bin/cdxgen FOLDER [--only=npm,pypi]; FOLDER holds checked-out
     repositories, one a folder. With --list every difference is printed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

from _measuring import given_folders

from ospolis.engines.components.manifests.kinds import recognise
from ospolis.engines.components.manifests.opening import read_manifest
from ospolis.mapping.reading.offline import read_components

_SECONDS = 600
_TYPES = ("npm", "pypi", "maven", "golang", "cargo", "composer", "gem", "nuget", "swift", "pub", "hex")
# What cdxgen must not do: install, ask the network, guess from code.
_WORDS = ("--no-install-deps", "-r", "--no-babel", "--lifecycle", "pre-build", "--spec-version", "1.6", "--no-validate")
_VARIABLES = {"FETCH_LICENSE": "false", "CDXGEN_NO_BANNER": "true", "MVN_CMD": "false", "GRADLE_CMD": "false"}


def list_theirs(cdxgen: str, folder: Path) -> set[str] | None:
    """The purls that cdxgen names; None when it gives no answer in time."""
    with tempfile.TemporaryDirectory(prefix="ospolis-bench-") as place:
        out = Path(place) / "bom.json"
        try:
            subprocess.run(
                [cdxgen, *_WORDS, "-o", str(out), str(folder)],
                env={**os.environ, **_VARIABLES},
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None
        if not out.exists():
            return None
        told = json.loads(out.read_text())
        return {component["purl"] for component in told.get("components", []) if component.get("purl")}


def list_ours(folder: Path) -> set[str]:
    """The purls that we name."""
    return {component["purl"] for component in read_components(folder)["components"] if component["purl"]}


def list_own(folder: Path) -> set[str]:
    """The names of the packages that the repository itself is made of."""
    own = set()
    for path in folder.rglob("*"):
        where = path.relative_to(folder).as_posix()
        if path.is_file() and not path.is_symlink() and recognise(where):
            own |= {name_of(package.purl) for package in read_manifest(where, path.read_bytes()).packages}
    return own


def kind_of(purl: str) -> str:
    return purl.partition(":")[2].partition("/")[0]


def plain(purl: str) -> str:
    """A purl without qualifiers, encodings made equal: those tell where a package comes from, not which it is."""
    text = purl.partition("?")[0].partition("#")[0].lower()
    if text.startswith("pkg:pypi/"):  # PyPI holds "zope.event" and "zope-event" for one name
        name, mark, version = text.partition("@")
        text = name.replace(".", "-").replace("_", "-") + mark + version
    return text.replace("%40", "@").replace("%2f", "/").replace("%2b", "+").replace("@v", "@")


def name_of(purl: str) -> str:
    """A purl without its version."""
    head, mark, tail = plain(purl).rpartition("@")
    return head if mark and "/" not in tail and head.rpartition("/")[2] else plain(purl)


def explain(purl: str, others: set[str], names: set[str], own: set[str]) -> str:
    """Why one list has a component that the other has not."""
    if name_of(purl) in own:
        return "a package of the repository itself"
    if "%24" in purl or "$" in purl:
        return "a placeholder that was not filled in"
    if plain(purl) == name_of(purl):
        return "without version here, with one there" if name_of(purl) in names else "without version, not there"
    if name_of(purl) in others:
        return "with version here, without one there"
    return "another version there" if name_of(purl) in names else "not there at all"


def compare(kind: str, ours: set[str], theirs: set[str], own: set[str], *, show: bool) -> Counter[str]:
    """Print one line of numbers, and the differences by reason; returns how many components each list has."""
    missed: Counter[str] = Counter()
    mine, other = {plain(one): one for one in ours}, {plain(one): one for one in theirs}
    both = mine.keys() & other.keys()
    print(f"  {kind:<10} ours {len(mine):6,} theirs {len(other):6,} both {len(both):6,}", end="")
    print(f"  only ours {len(mine) - len(both):5,}  only theirs {len(other) - len(both):5,}", flush=True)
    for title, left, right in (("only ours", mine, other), ("only theirs", other, mine)):
        names, reasons = {name_of(one) for one in right}, defaultdict(list)
        for one in sorted(left.keys() - both):
            reasons[explain(one, set(right), names, own)].append(one)
        for reason, rows in sorted(reasons.items()):
            shown = rows if show else rows[:3]
            print(f"    {title}: {len(rows):5,} {reason}: {', '.join(shown)}", flush=True)
            missed[f"{title}, {reason}"] += len(rows)
    return Counter(ours=len(mine), theirs=len(other), both=len(both)) + missed


def main() -> None:
    cdxgen = next((word.partition("=")[2] for word in sys.argv if word.startswith("--cdxgen=")), "")
    if not cdxgen:
        sys.exit("skipped: name the program of cdxgen by --cdxgen=")
    only = next((word.partition("=")[2].split(",") for word in sys.argv if word.startswith("--only=")), _TYPES)
    totals: dict[str, Counter[str]] = defaultdict(Counter)
    for folder in sorted(path for given in given_folders() for path in given.iterdir() if path.is_dir()):
        theirs = list_theirs(cdxgen, folder)
        ours, own = list_ours(folder), list_own(folder)
        print(f"{folder.name}{'' if theirs is not None else ': cdxgen gave no answer'}", flush=True)
        for kind in kinds_in(ours | (theirs or set()), only):
            mine, other = of_kind(kind, ours), of_kind(kind, theirs or set())
            if theirs is not None:
                totals[kind] += compare(kind, mine, other, own, show="--list" in sys.argv)
    for kind, counted in sorted(totals.items()):
        share = 100 * counted["both"] / max(1, counted["theirs"])
        print(f"{kind:<10} ours {counted.pop('ours', 0):,}, theirs {counted.pop('theirs', 0):,}, "
              f"both {counted.pop('both', 0):,}: we have {share:.1f} % of theirs")  # fmt: skip
        for reason, n in counted.most_common():
            print(f"    {n:6,} {reason}")


def kinds_in(purls: Iterable[str], only: Iterable[str]) -> list[str]:
    return sorted({kind_of(one) for one in purls} & set(only))


def of_kind(kind: str, purls: set[str]) -> set[str]:
    return {one for one in purls if kind_of(one) == kind}


if __name__ == "__main__":
    main()
