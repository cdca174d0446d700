"""`ospolis map --deep`: texts that our detector does not name are shown to a second scanner, each once."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from fakes.second_scanner import make_environment
from mapping.country_workshop import MIT, Country, InProcessBox, add_commits, make_repository
from ospolis.core.addresses import address_of
from ospolis.core.doctor import Light
from ospolis.core.program import DONE, REFUSED, run_command
from ospolis.core.scanbox import BoxBroken
from ospolis.evidence.models import CurrentValue
from ospolis.mapping.commands.country import MAP, say_second_reading
from ospolis.mapping.deep.probes import look_at_second_scanner
from ospolis.mapping.deep.scanner import HOW_TO_INSTALL, Scanner
from ospolis.mapping.models import Repository, SecondReading, UnreadWindow

MEASURE = "repository.licence-second-reading"
CHOICE = "/* dual licensed under the MIT or GPL licenses */\nvar a = 1;\n"
FROBNICATE = "// Licensed under the terms of the Frobnicate Licence. Redistribution is prohibited.\nvar b = 2;\n"
TREE = {"LICENSE": MIT, "src/choice.js": CHOICE, "src/own.js": FROBNICATE}
SCANNER = Scanner(python=None, version="32.5.0-1")  # type: ignore[arg-type]  # its box is laid on the desk


def detect(payload: bytes) -> Iterator[dict[str, Any]]:
    if b"dual licensed" in payload:
        yield {"expression": "MIT OR GPL-1.0-or-later", "matches": [["key", 100.0, "mit_or_gpl_8.RULE"]]}
    if b"Frobnicate" in payload:
        yield {"expression": None, "matches": [["proprietary-license", 30.0, "proprietary-license_617.RULE"]]}


class BrokenBox(InProcessBox):
    """A scanner that does not start."""

    def run(self, payload: bytes) -> Any:
        raise BoxBroken("the box did not start: no index")


@pytest.fixture
def second() -> InProcessBox:
    return InProcessBox(detect)


@pytest.fixture
def office(country: Country) -> Country:
    make_repository(country.path / "one.git", TREE)
    country.sources("min-a,git,one.git,,publishes")
    return country


def map_deeply(office: Country, box: InProcessBox) -> dict[str, Any]:
    desk = office.desk()
    desk._boxes["second"] = box  # type: ignore[assignment]
    summary = office.map(desk=desk, scanner=SCANNER)
    return dict(summary["deep"])


def second_facts() -> dict[str, CurrentValue]:
    rows = CurrentValue.objects.filter(measure=MEASURE).select_related("fact").order_by("part")
    return {row.part: row for row in rows}


def say_licences() -> dict[str, str]:
    rows = CurrentValue.objects.filter(measure__startswith="repository.licence-", part="")
    return {row.measure: row.text for row in rows}


@pytest.mark.django_db
def test_what_our_detector_does_not_name_is_asked_once_and_told_apart(
    office: Country, second: InProcessBox, client: Client
) -> None:
    office.map()
    assert set(UnreadWindow.objects.values_list("path", "line_start")) == {("src/choice.js", 1), ("src/own.js", 1)}
    before = say_licences()

    done = map_deeply(office, second)

    assert (done["texts"], done["asked"], done["named"], done["lost"], done["unreached"]) == (2, 2, 1, 0, 0)
    told = second_facts()
    fact = told["src/choice.js:1"].fact
    assert list(told) == ["src/choice.js:1"]
    assert (fact.text, fact.method, fact.method_version) == ("MIT OR GPL-1.0-or-later", "scancode", "32.5.0-1")
    assert (fact.path, fact.line_start, fact.detail["score"]) == ("src/choice.js", 1, 100.0)
    assert say_licences() == before, "a second reading overrides nothing"

    assert map_deeply(office, second)["asked"] == 0 and len(second.asked) == 2
    assert second_facts()["src/choice.js:1"].fact_id == fact.pk

    url = address_of("evidence:fact", fact.pk)
    page = client.get(f"/repositories/{Repository.objects.get().key}/").content.decode()
    assert f'<a href="{url}"><bdi>MIT OR GPL-1.0-or-later</bdi></a>' in page
    assert "scancode 32.5.0-1" in page and "src/choice.js, line 1" in page
    why = client.get(url).content.decode()
    assert "scancode" in why and "32.5.0-1" in why


@pytest.mark.django_db
def test_answers_hold_without_asking_until_their_text_has_gone(office: Country, second: InProcessBox) -> None:
    map_deeply(office, second)
    fact = second_facts()["src/choice.js:1"].fact_id

    add_commits(office.path / "one.git", {**TREE, "src/more.js": "var c = 3;\n"})
    make_repository(office.path / "two.git", {"LICENSE": MIT, "lib/again.js": CHOICE})
    office.sources("min-a,git,one.git,,publishes", "min-a,git,two.git,,publishes")
    office.map()
    told = second_facts()
    assert list(told) == ["lib/again.js:1", "src/choice.js:1"] and told["src/choice.js:1"].fact_id == fact

    add_commits(office.path / "one.git", {"LICENSE": MIT})
    office.map()
    assert list(second_facts()) == ["lib/again.js:1"]
    assert len(second.asked) == 2


@pytest.mark.django_db
def test_a_scanner_that_does_not_start_leaves_the_map_as_it_is(office: Country) -> None:
    done = map_deeply(office, BrokenBox(detect))

    assert (done["asked"], done["fault"]) == (0, "the box did not start: no index")
    assert Repository.objects.get().licence_declared == "MIT" and not SecondReading.objects.exists()
    assert say_second_reading(done).endswith("named. the box did not start: no index")


@pytest.mark.django_db
def test_a_text_that_cannot_be_reached_is_counted_and_asked_next_time(office: Country, second: InProcessBox) -> None:
    office.map()
    shutil.rmtree(office.data_dir / "mirrors")
    UnreadWindow.objects.filter(path="src/own.js").update(blob="0" * 40)

    done = map_deeply(office, second)

    assert (done["asked"], done["unreached"]) == (1, 1)
    assert "1 could not be reached" in say_second_reading(done)


@pytest.mark.django_db
def test_a_repository_that_has_gone_is_counted_as_not_reached(office: Country, second: InProcessBox) -> None:
    office.map()
    shutil.rmtree(office.data_dir / "mirrors")
    shutil.rmtree(office.path / "one.git")
    (office.path / "one.git").mkdir()

    done = map_deeply(office, second)

    assert (done["asked"], done["unreached"]) == (0, 2)


def run_map(office: Country, *arguments: str) -> int:
    parser = argparse.ArgumentParser()
    MAP.add_arguments(parser)
    return run_command(MAP, parser.parse_args([str(office.path), "--workers", "0", *arguments]))


@pytest.mark.django_db
def test_the_command_asks_the_scanner_of_the_settings(office, settings, tmp_path, capsys):
    python = make_environment(tmp_path / "environment")
    settings.OSPOLIS = settings.OSPOLIS.__class__(
        **{name: getattr(settings.OSPOLIS, name) for name in settings.OSPOLIS.__slots__}
        | {"deep_python": python, "data_dir": office.data_dir}
    )

    assert run_map(office, "--deep") == DONE

    assert "2 texts that are not recognised; 2 shown to scancode 32.5.0-1, 1 named." in capsys.readouterr().out
    assert [line.value for line in look_at_second_scanner()] == ["scancode 32.5.0-1"]


@pytest.mark.django_db
def test_without_a_scanner_the_command_says_how_to_install_one(office, settings, tmp_path, capsys):
    settings.OSPOLIS = settings.OSPOLIS.__class__(
        **{name: getattr(settings.OSPOLIS, name) for name in settings.OSPOLIS.__slots__}
        | {"deep_python": tmp_path / "none", "data_dir": office.data_dir}
    )

    assert run_map(office, "--deep") == REFUSED

    told = capsys.readouterr()
    assert "There is no second licence scanner" in told.err + told.out and "make deep" in told.err + told.out
    (line,) = look_at_second_scanner()
    assert (line.light, line.remedy) == (Light.GREEN, HOW_TO_INSTALL)
    assert not Repository.objects.exists()
