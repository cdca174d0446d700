"""Names that say nothing, and texts that have no place in a repository that others will clone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from house.tree import (
    PRODUCT,
    ROOT,
    Offence,
    Source,
    committed_files,
    hold_rule,
    other_sources,
    plant,
    product_sources,
)

BANNED = frozenset({"utils", "util", "common", "helpers", "helper", "manager", "data", "process", "misc"})
# Written in pieces, so that this file does not offend against itself.
MACHINE_PATHS = re.compile("|".join(["/wo" + "rk/", "/ro" + "ot/", "/ho" + r"me/\w+/", "/o" + "pt/pypi"]))
REGISTRIES = re.compile(
    "|".join(["files.python" + "hosted", "pypi.org/" + "simple", "registry.npm" + "js", "index" + "-url ="])
)
PUBLIC_CODES = (".py", ".html", ".css", ".js", ".toml", ".md", ".yml", ".txt", ".in", ".ini", ".cfg", ".sh")


def find_banned_names(sources: tuple[Source, ...]) -> list[Offence]:
    """Find modules, classes and functions whose name says nothing."""
    found = []
    for source in sources:
        stems = {Path(source.path).stem, *Path(source.path).parent.parts}
        found += [source.offend(1, f"no module is called {stem}") for stem in stems & BANNED]
        # Methods may have to carry the name that a library asks for.
        for node in source.tree.body:
            name = getattr(node, "name", "") if isinstance(node, ast.ClassDef | ast.FunctionDef) else ""
            if name.lower() in BANNED:
                found.append(source.offend(node, f"{name} says nothing: name what it does"))
    return found


def find_addresses(name: str, text: str) -> list[str]:
    """Find registry addresses and paths of one machine in a text."""
    found = [(number, line) for number, line in enumerate(text.splitlines(), 1)]
    paths = [f"{name}:{number}: a path of one machine" for number, line in found if MACHINE_PATHS.search(line)]
    return paths + [f"{name}:{number}: the address of a registry" for number, line in found if REGISTRIES.search(line)]


def find_loose_pins(name: str, text: str) -> list[str]:
    """Find packages of a lock file without a version or without a hash, and addresses in it."""
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text)
    pins = [block for block in blocks if re.match(r"[A-Za-z0-9]", block)]
    loose = [block.split()[0] for block in pins if "--hash=sha256:" not in block or "==" not in block.split()[0]]
    found = [f"{name}: {pin} has no version or no hash" for pin in loose]
    return found + [f"{name}: holds an address" for mark in ("://", "index" + "-url", "resolved") if mark in text]


def list_direct_needs(text: str) -> list[tuple[str, bool]]:
    """Return each line of an .in file with whether it has a reason."""
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith(("#", "-r ")))
    return [(line.split()[0], "#" in line and bool(line.partition("#")[2].strip())) for line in lines]


def read_texts() -> Iterable[tuple[str, str]]:
    """Yield every committed text with its name."""
    for path in committed_files():
        if path.suffix in PUBLIC_CODES or path.name in {"Makefile", "run", ".gitignore", ".importlinter"}:
            yield str(path.relative_to(ROOT)), path.read_text("utf-8", errors="replace")


@pytest.mark.parametrize(
    ("module", "text"),
    [
        ("ospolis.offices.utils", ""),
        ("ospolis.helpers.rows", ""),
        ("ospolis.offices.rows", "class Manager: ..."),
        ("ospolis.offices.rows", "def process(): ..."),
    ],
)
def test_a_banned_name_is_found(module, text):
    assert len(find_banned_names((plant(module, text),))) == 1


def test_names_say_what_things_are():
    hold_rule(find_banned_names(product_sources() + other_sources()))


@pytest.mark.parametrize("text", ["open('/wo" + "rk/x')", "https://pypi.org/" + "simple", "see /ho" + "me/ann/notes"])
def test_an_address_is_found(text):
    assert len(find_addresses("a.py", text)) == 1


def test_committed_texts_hold_no_machine_and_no_registry():
    hold_rule(line for name, text in read_texts() for line in find_addresses(name, text))


@pytest.mark.parametrize(
    "text",
    ["django==5.2\n", "django>=5.2 \\\n    --hash=sha256:aa\n", "a==1 \\\n    --hash=sha256:aa\n# https" + "://x\n"],
)
def test_a_loose_pin_is_found(text):
    assert len(find_loose_pins("run.txt", text)) == 1


def test_lock_files_are_hashed_and_hold_no_address():
    texts = {path.name: path.read_text("utf-8") for path in sorted((ROOT / "requirements").glob("*.txt"))}

    hold_rule(line for name, text in texts.items() for line in find_loose_pins(name, text))


def test_every_direct_need_is_locked():
    locked = {path.stem for path in (ROOT / "requirements").glob("*.txt")}

    assert {path.stem for path in (ROOT / "requirements").glob("*.in")} - locked == set()


def test_a_need_without_a_reason_is_found():
    assert list_direct_needs("httpx  # client of the fetcher\nregex\n-r run.in\n# why") == [
        ("httpx", True),
        ("regex", False),
    ]


def test_run_time_needs_give_a_reason():
    needs = list_direct_needs((ROOT / "requirements" / "run.in").read_text("utf-8"))

    assert [name for name, has_reason in needs if not has_reason] == []


def test_every_app_says_what_it_is_for():
    apps = (path.parent for path in PRODUCT.glob("*/apps.py"))
    lengths = {app.name: len(lines_of(app / "README.md")) for app in apps}

    hold_rule(
        f"{name}/README.md: 4 to 12 lines: mission, words, who stands on me, events"
        for name, lines in lengths.items()
        if not 4 <= lines <= 12
    )


def lines_of(path: Path) -> list[str]:
    """Return the lines of a file with something on them."""
    return [line for line in path.read_text("utf-8").splitlines() if line.strip()] if path.exists() else []
