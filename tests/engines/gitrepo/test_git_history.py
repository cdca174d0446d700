"""History: how much, how recent, by how many; never by whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.gitrepo.repository_workshop import NOON, Workshop
from ospolis.engines.gitrepo.bots import BotName, recognise_bot
from ospolis.engines.gitrepo.history import (
    DAY,
    Author,
    Bot,
    History,
    Month,
    Release,
    count_bus_factor,
    read_history,
)
from ospolis.engines.gitrepo.limits import Limits

LIMITS = Limits(wall_seconds=20)
KEY = b"a key of the installation"
BEA = "Bea <bea@example.org>"
CY = "Cy <cy@example.org>"
DEPENDABOT = "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>"


def read(workshop: Workshop, limits: Limits = LIMITS, key: bytes = KEY) -> History:
    return read_history(workshop.folder, limits=limits, now=NOON, key=key)


def line_up(workshop: Workshop, commits: list[tuple[str, object]]) -> list[str]:
    tree = workshop.files({"a": b"1"})
    ids: list[str] = []
    for number, (who, at) in enumerate(commits):
        ids.append(workshop.commit(workshop.files({"a": b"%d" % number}) if number else tree, ids[-1:], who=who, at=at))
    return ids


def test_an_empty_repository_has_an_empty_history(workshop: Workshop) -> None:
    found = read(workshop)

    assert (found.commits, found.first_at, found.bus_factor, found.authors_365d) == (0, None, None, ())


def test_commits_of_people_programs_and_years_are_told_apart(workshop: Workshop) -> None:
    ids = line_up(
        workshop,
        [
            (CY, NOON - 900 * DAY),
            (BEA, NOON - 366 * DAY),
            (BEA, NOON - 40 * DAY),
            (DEPENDABOT, NOON - 30 * DAY),
            (BEA, NOON - DAY),
            (CY, NOON - DAY),
        ],
    )
    side = workshop.commit(workshop.files({"b": b"1"}), ids[:1], who=CY, at=NOON - 2 * DAY, branch="")
    workshop.commit(workshop.files({"c": b"1"}), [ids[-1], side], who=CY, at=NOON)

    found = read(workshop)

    # Bea: 40 and 1 days ago; Cy: 1 and 2 days ago; the merge counts for nobody
    assert (found.commits, found.merges, found.commits_365d) == (8, 1, 4)
    assert (found.first_at, found.last_at) == (NOON - 900 * DAY, NOON)
    assert [author.commits for author in found.authors_365d] == [2, 2]
    assert found.bus_factor == 1
    assert found.bots == (Bot("Dependabot", "dependencies", 1, NOON - 30 * DAY),)
    assert len(found.months) == 24
    assert (found.months[0].month, found.months[-1]) == ("2024-10", Month("2026-09", 3, 2))
    assert (found.months[-2], found.months[11]) == (Month("2026-08", 1, 1), Month("2025-09", 1, 1))
    assert found.left_out == ()


def test_names_and_addresses_are_nowhere_in_the_answer(workshop: Workshop) -> None:
    line_up(workshop, [("Zenobia Quux <zenobia@example.org>", NOON - DAY)])

    found = read(workshop)

    assert "enobia" not in repr(found) and "Quux" not in repr(found)
    assert found.authors_365d == (
        Author("pseudonym of the key", 1)._replace(pseudonym=found.authors_365d[0].pseudonym),
    )
    assert len(found.authors_365d[0].pseudonym) == 32
    assert read(workshop).authors_365d == found.authors_365d
    assert read(workshop, key=b"another").authors_365d != found.authors_365d


def test_an_address_in_other_letters_is_the_same_person(workshop: Workshop) -> None:
    line_up(workshop, [(BEA, NOON - DAY), ("Bea B. <BEA@example.org>", NOON - DAY), ("Only Name <>", NOON - DAY)])

    assert [author.commits for author in read(workshop).authors_365d] == [2, 1]


def test_the_mailmap_of_the_repository_joins_two_addresses(workshop: Workshop) -> None:
    first = workshop.commit(workshop.files({"a": b"1"}), who="Bea <bea@old.example>", at=NOON - DAY)
    mailmap = b"Bea <bea@example.org> <bea@old.example>\n"
    workshop.commit(workshop.files({".mailmap": mailmap}), [first], who=BEA, at=NOON - DAY)

    assert len(read(workshop).authors_365d) == 1
    assert read(workshop, replace(LIMITS, blob_bytes=10)).left_out == ("mailmap",)
    assert len(read(workshop, replace(LIMITS, blob_bytes=10)).authors_365d) == 2


def test_a_mailmap_that_is_a_link_or_not_here_is_not_read(workshop: Workshop) -> None:
    link = workshop.blob(b"/etc/passwd")
    workshop.commit(workshop.tree([("120000", b".mailmap", link)]), at=NOON - DAY)
    assert read(workshop).left_out == ()

    workshop.commit(workshop.tree([("100644", b".mailmap", "4" * 40)]), at=NOON - DAY)
    assert read(workshop).left_out == ("mailmap",)


@pytest.mark.parametrize(
    "at", [0, 1, 315_532_799, NOON + DAY + 1, 4_102_444_800, 99_999_999_999_999_999_999, "-5", "", "x"]
)
def test_dates_that_cannot_be_believed_count_for_nothing(workshop: Workshop, at: object) -> None:
    line_up(workshop, [(BEA, NOON - DAY), (CY, at)])

    found = read(workshop)

    assert (found.commits, found.absurd_dates, found.commits_365d) == (2, 1, 1)
    assert (found.first_at, found.last_at) == (NOON - DAY, NOON - DAY)


def test_a_program_with_an_absurd_date_is_still_a_program(workshop: Workshop) -> None:
    line_up(workshop, [(DEPENDABOT, 0), (DEPENDABOT, NOON - 9 * DAY), (DEPENDABOT, 0)])
    found = read(workshop)

    assert found.bots == (Bot("Dependabot", "dependencies", 3, NOON - 9 * DAY),)


@pytest.mark.parametrize("who", ["", "<>", "no address", "<<a@b>> <c", "A\x00B <a@b>", "> <", "é\xff <\xfe@x>"])
def test_bad_author_lines_are_read_as_they_are(workshop: Workshop, who: str) -> None:
    line_up(workshop, [(who, NOON - DAY)])

    assert read(workshop).commits == 1


def test_history_ends_at_the_commit_limit(workshop: Workshop) -> None:
    line_up(workshop, [(BEA, NOON - DAY * number) for number in range(6, 0, -1)])

    found = read(workshop, replace(LIMITS, commits=4))

    assert (found.commits, found.first_at, found.left_out) == (4, NOON - 4 * DAY, ("commits",))


def test_damaged_history_gives_what_can_be_read(workshop: Workshop) -> None:
    ids = line_up(workshop, [(BEA, NOON - 3 * DAY), (BEA, NOON - 2 * DAY), (BEA, NOON - DAY)])
    workshop.object_path(ids[0]).unlink()

    found = read(workshop)

    assert found.left_out == ("corrupt",)
    assert found.commits in (1, 2)


def test_time_that_runs_out_is_named(workshop: Workshop, hang_git: Callable[[str], None]) -> None:
    line_up(workshop, [(BEA, NOON - DAY)])
    hang_git("%aE")

    found = read(workshop, replace(LIMITS, wall_seconds=1))

    assert (found.commits, found.left_out) == (0, ("wall-limit",))


def test_releases_are_tags_with_their_dates(workshop: Workshop) -> None:
    old, new = line_up(workshop, [(BEA, NOON - 9 * DAY), (BEA, NOON - 2 * DAY)])
    workshop.lightweight_tag("v1", old)
    workshop.annotated_tag("v2", new, at=NOON - DAY)
    workshop.annotated_tag("far", new, at=4_102_444_800)
    workshop.lightweight_tag("bell\u202e", old)

    assert read(workshop).releases == (
        Release("far", None),
        Release("v2", NOON - DAY),
        Release(r"bell\u202e", NOON - 9 * DAY),
        Release("v1", NOON - 9 * DAY),
    )


def test_a_signature_on_a_tag_is_seen(workshop: Workshop) -> None:
    (commit,) = line_up(workshop, [(BEA, NOON - DAY)])
    workshop.annotated_tag("v1", commit, at=NOON - DAY)
    signature = "v2\n\n-----BEGIN PGP SIGNATURE-----\n\niHUE\n-----END PGP SIGNATURE-----\n"
    workshop.annotated_tag("v2", commit, at=NOON - DAY, message=signature)

    assert [(tag.name, tag.is_signed) for tag in read(workshop).releases] == [("v1", False), ("v2", True)]


def test_tags_have_a_limit(workshop: Workshop) -> None:
    (commit,) = line_up(workshop, [(BEA, NOON - DAY)])
    for number in range(5):
        workshop.lightweight_tag(f"v{number}", commit)

    found = read(workshop, replace(LIMITS, tags=3))

    assert (len(found.releases), found.left_out) == (3, ("tags",))


def test_a_damaged_tag_costs_the_dates_and_no_more(workshop: Workshop) -> None:
    (commit,) = line_up(workshop, [(BEA, NOON - DAY)])
    tag = workshop.annotated_tag("v1", commit)
    workshop.object_path(tag).unlink()

    found = read(workshop)

    assert (found.releases, found.left_out) == ((Release("v1", None),), ("tag-dates",))


def test_the_bus_factor_is_the_number_who_made_half() -> None:
    # 40 of 100, 40 + 30 = 70 of 100: the second passes half
    assert count_bus_factor([10, 40, 30, 20]) == 2
    assert count_bus_factor([5, 5]) == 1
    assert count_bus_factor([1, 1, 1]) == 2
    assert count_bus_factor([]) is None
    assert count_bus_factor([0]) is None


@settings(deadline=None)
@given(st.lists(st.integers(1, 50), min_size=1, max_size=12))
def test_one_author_fewer_made_less_than_half(commits: list[int]) -> None:
    factor = count_bus_factor(commits)
    largest = sorted(commits, reverse=True)

    assert factor is not None
    assert 2 * sum(largest[:factor]) >= sum(commits) > 2 * sum(largest[: factor - 1])


@pytest.mark.parametrize(
    ("name", "email", "bot"),
    [
        ("dependabot[bot]", "x@y", BotName("Dependabot", "dependencies")),
        ("dependabot-preview[bot]", "x@y", BotName("Dependabot", "dependencies")),
        ("Renovate Bot", "bot@renovateapp.com", BotName("Renovate", "dependencies")),
        ("WhiteSource Renovate", "renovate@whitesourcesoftware.com", BotName("Renovate", "dependencies")),
        ("Hosted Weblate", "hosted@weblate.org", BotName("Weblate", "translation")),
        ("github-actions", "github-actions@github.com", BotName("GitHub Actions", "automation")),
        ("Release Bot", "releases@example.org", BotName("another program", "automation")),
        ("team-bot", "team@example.org", BotName("another program", "automation")),
        ("Ada", "ada@example.org", None),
        ("Talbot Abbott", "abbot@example.org", None),
        ("Ada", "ada@crowdin.com", None),
        ("", "", None),
    ],
)
def test_programs_are_known_by_their_signature(name: str, email: str, bot: BotName | None) -> None:
    assert recognise_bot(name, email) == bot
