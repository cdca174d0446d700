"""Rule 1: floors, neighbours, no cycles, engines pure. Held by import-linter; here it is seen to fail."""

from __future__ import annotations

import configparser
import subprocess
import sys
from pathlib import Path

import pytest

from house.tree import PRODUCT, ROOT, Offence, Source, hold_rule, imports_of, plant, product_sources

# What an engine may not name: clock, randomness, network, processes of others and the database of Django.
IMPURE = {
    "random": "randomness is handed in as a seeded source",
    "secrets": "randomness is handed in",
    "socket": "an engine knows no network",
    "ssl": "an engine knows no network",
    "urllib.request": "an engine knows no network",
    "http.client": "an engine knows no network",
    "httpx": "an engine knows no network",
    "time.time": "the moment is handed in",
    "django": "an engine knows no framework",
}
CLOCK_CALLS = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "datetime.datetime.now",
    "datetime.date.today",
}


def find_impure_imports(sources: tuple[Source, ...]) -> list[Offence]:
    """Find engines that reach for the clock, randomness, the network, or for code of ours outside engines."""
    found = []
    for source in sources:
        if source.app != "engines":
            continue
        for name, line in imports_of(source):
            reason = next((why for bad, why in IMPURE.items() if name == bad or name.startswith(bad + ".")), "")
            if name.startswith("ospolis.") and not name.startswith("ospolis.engines"):
                reason = "an engine imports nothing of ours outside ospolis.engines"
            if reason:
                found.append(source.offend(line, f"engine imports {name}: {reason}"))
        for number, text in enumerate(source.text.splitlines(), 1):
            found += [source.offend(number, f"engine calls {call}") for call in CLOCK_CALLS if f"{call}(" in text]
    return found


def run_import_linter(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts of this checkout over the package that lies in `folder`/src."""
    code = "from importlinter.cli import lint_imports_command as lint; lint()"
    words = [sys.executable, "-c", code, "--config", str(ROOT / ".importlinter"), "--no-logo", "--no-cache"]
    return subprocess.run(
        words, cwd=folder, env={"PYTHONPATH": str(folder / "src")}, capture_output=True, text=True, check=False
    )


def build_small_house(folder: Path, files: dict[str, str]) -> Path:
    """Write a small package `ospolis` with one line in each of some apps, plus what is planted."""
    plain = {f"{app}/__init__.py": "" for app in ("web", "people", "offices", "institutions", "core", "engines")}
    plain |= {f"{app}/__init__.py": "" for app in ("guidance", "requests", "engines/licences", "engines/gitrepo")}
    for name, text in {"__init__.py": "", **plain, **files}.items():
        path = folder / "src" / "ospolis" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


FLOORS = "An app imports from lower floors only"
PURE = "Engines are pure Python: no framework, no network, no database, even indirectly"
ACYCLIC = "Sibling modules form no cycles"
PLANTED = {
    "a lower floor looks up": (FLOORS, {"core/doors.py": "import ospolis.people\n"}),
    "a chain inside a floor is turned round": (FLOORS, {"institutions/rows.py": "import ospolis.offices\n"}),
    "neighbours know each other": (FLOORS, {"guidance/rows.py": "import ospolis.requests\n"}),
    "an engine knows the framework through a friend": (
        PURE,
        {
            "engines/licences/match.py": "from ospolis.engines import gitrepo\n",
            "engines/gitrepo/__init__.py": "import django\n",
        },
    ),
    "an engine looks out of the cellar": (FLOORS, {"engines/licences/match.py": "import ospolis.core\n"}),
    "two engines import each other": (
        ACYCLIC,
        {
            "engines/licences/match.py": "import ospolis.engines.gitrepo\n",
            "engines/gitrepo/trees.py": "import ospolis.engines.licences\n",
        },
    ),
    "an app stands on no floor": (FLOORS, {"newcomer/__init__.py": ""}),
}


@pytest.mark.parametrize(("contract", "files"), PLANTED.values(), ids=PLANTED.keys())
def test_import_linter_finds_a_planted_offence(tmp_path, contract, files):
    done = run_import_linter(build_small_house(tmp_path, files))

    assert done.returncode == 1
    assert f"{contract} BROKEN" in done.stdout


def test_import_linter_keeps_quiet_over_a_sound_house(tmp_path):
    done = run_import_linter(build_small_house(tmp_path, {"people/rows.py": "import ospolis.offices\n"}))

    assert (done.returncode, done.stderr) == (0, "")


def test_the_contracts_hold_for_the_product():
    done = run_import_linter(ROOT)

    assert done.returncode == 0, done.stdout


def test_the_contracts_have_no_list_of_exceptions():
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")

    options = {option for section in contracts.sections() for option in contracts[section]}

    assert (
        options & {"ignore_imports", "exhaustive_ignores", "skip_descendants", "unmatched_ignore_imports_alerting"}
        == set()
    )


def test_every_package_stands_on_a_floor():
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    layers = contracts["importlinter:contract:floors"]["layers"]
    named = {word.strip("() ") for line in layers.splitlines() for word in line.split("|") if word.strip()}

    packages = {path.parent.name for path in PRODUCT.glob("*/__init__.py")}

    assert packages - named == set()


@pytest.mark.parametrize(
    "text",
    [
        "import random\n",
        "from datetime import datetime\nnow = datetime.now()\n",
        "import httpx\n",
        "from ospolis.core import page\n",
        "def read():\n    import socket\n",
    ],
)
def test_an_impure_engine_is_found(text):
    assert len(find_impure_imports((plant("ospolis.engines.licences.match", text),))) == 1


def test_engines_are_pure():
    hold_rule(find_impure_imports(product_sources()))


def test_python_files_lie_in_packages():
    loose = {path.parent for path in PRODUCT.rglob("*.py")} - {path.parent for path in PRODUCT.rglob("__init__.py")}

    assert sorted(str(folder.relative_to(ROOT)) for folder in loose) == []
