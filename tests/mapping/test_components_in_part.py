"""A repository whose lock files name more than is read is told as read in part, with what the limit is."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mapping.country_workshop import ALPHA, NOON, Country, make_repository
from ospolis.core.program import IN_PART, run_command
from ospolis.engines.components.manifests.keeping import pack_reading
from ospolis.engines.components.manifests.kinds import ManifestKind
from ospolis.engines.components.manifests.opening import read_manifest
from ospolis.engines.components.manifests.reading import ManifestLimits
from ospolis.engines.gitrepo.snapshot import Snapshot
from ospolis.engines.licences import PathClass
from ospolis.evidence.models import CurrentValue
from ospolis.mapping.commands.country import MAP
from ospolis.mapping.models import Source
from ospolis.mapping.outcomes import Trouble
from ospolis.mapping.reading.answers import Contents
from ospolis.mapping.reading.components import ComponentLimits, join_components
from ospolis.mapping.reading.findings import Subject, make_findings
from ospolis.mapping.reading.needs import FileNeed
from ospolis.mapping.reading.repository import RepositoryReading

REMEDY = (
    "Ask its owner for a component list made by the build tool and declare it as a source,"
    " or name a part of the repository as a source of its own."
)


def reading_of(files: dict[str, str], *, most: int = 100, too_large: tuple[str, ...] = ()) -> RepositoryReading:
    """A repository of manifests, each read with at most so many packages."""
    contents, needs = Contents(), []
    for position, (path, text) in enumerate(files.items()):
        found = read_manifest(path, text.encode(), limits=ManifestLimits(mentions=most))
        contents.readings[position] = {"manifest": json.loads(json.dumps(pack_reading(found)))}
        needs.append(FileNeed(path, f"{position:040x}", PathClass.MANIFEST, "", ManifestKind.REQUIREMENTS, 20_000_000))
    snapshot = Snapshot("whole", commit="c" * 40, branch="main")
    return RepositoryReading(snapshot, needs, contents, len(needs), 0, (), too_large)


def pinned(name: str, count: int) -> str:
    return "".join(f"{name}{number}==1.0\n" for number in range(count))


def test_components_within_the_limits_are_no_trouble() -> None:
    found = join_components(reading_of({"requirements.txt": pinned("a", 3)}))

    assert (len(found.joined.components), found.trouble) == (3, None)


def test_a_lock_file_that_names_too_much_says_what_the_limit_is() -> None:
    found = join_components(reading_of({"requirements.txt": pinned("a", 5)}, most=3))

    assert len(found.joined.components) == 3
    assert found.trouble == Trouble(
        "components-limit",
        "The components of the repository are not all known: requirements.txt: The file names more than 3 components;"
        " the rest is left out.",
        REMEDY,
    )


def test_many_lock_files_are_held_to_one_limit_and_what_is_near_the_root_comes_first() -> None:
    files = {"deep/er/requirements.txt": pinned("c", 4), "b/requirements.txt": pinned("b", 4)}
    reading = reading_of({**files, "requirements.txt": pinned("a", 4)})

    found = join_components(reading, ComponentLimits(mentions=9, components=6))

    assert [one.name for one in found.joined.components] == ["a0", "a1", "a2", "a3", "b0", "b1"]
    assert found.trouble is not None
    assert found.trouble.message == (
        "The components of the repository are not all known: its lock files name more than 9 packages together;"
        " deep/er/requirements.txt is left out. And 1 more."
    )


def test_direct_needs_are_kept_before_others() -> None:
    lock = {
        "lockfileVersion": 3,
        "packages": {
            "": {"name": "own", "dependencies": {"zebra": "1"}},
            "node_modules/ape": {"version": "1.0.0"},
            "node_modules/zebra": {"version": "1.0.0", "dependencies": {"ape": "1"}},
        },
    }

    found = join_components(reading_of({"package-lock.json": json.dumps(lock)}), ComponentLimits(components=1))

    assert [one.name for one in found.joined.components] == ["zebra"]
    assert found.trouble is not None
    assert "it has 2 components, of which 1 are kept" in found.trouble.message


def test_a_lock_file_that_is_too_large_is_named_and_the_findings_say_so() -> None:
    reading = reading_of({"requirements.txt": pinned("a", 2)}, too_large=("web/yarn.lock",))

    findings = make_findings(reading, Subject("key", "min-a", "n", "https://example.org/n"), NOON)

    assert findings.trouble == join_components(reading).trouble
    assert findings.trouble is not None
    assert "web/yarn.lock is larger than the 20,000,000 bytes that are read." in findings.trouble.message
    assert findings.columns["state"] == "partial"


def test_a_lock_file_whose_size_was_known_late_is_named() -> None:
    reading = reading_of({"requirements.txt": pinned("a", 2)})
    lost = replace(reading.contents, readings={}, lost={0: "blob-size"})

    found = join_components(replace(reading, contents=lost))

    assert found.trouble is not None
    assert "requirements.txt is larger than" in found.trouble.message


@pytest.mark.django_db
def test_the_source_and_the_command_say_that_it_was_read_in_part(
    country: Country, tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "installation"
    folder.mkdir()
    settings.OSPOLIS = replace(settings.OSPOLIS, data_dir=folder)
    made = make_repository(tmp_path / "made.git", {**ALPHA, "yarn.lock": "# " + "x" * 20_000_000 + "\n"})
    country.sources(f"min-a,git,file://{made},,")
    parser = argparse.ArgumentParser()
    MAP.add_arguments(parser)

    code = run_command(MAP, parser.parse_args([str(country.path), "--workers", "0"]))

    assert code == IN_PART
    assert "yarn.lock is larger than the 20,000,000 bytes that are read" in capsys.readouterr().out
    source = Source.objects.get()
    assert (source.state, source.code, source.remedy) == ("partial", "components-limit", REMEDY)
    assert CurrentValue.objects.get(measure="repository.state").text == "partial"
