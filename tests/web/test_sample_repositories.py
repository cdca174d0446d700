"""Stories become repositories: the same text on the same day gives the same commits."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from ospolis.web.sample_repositories import StoryRefused, build_country, grow, read_story

TODAY = date(2026, 11, 23)
STORY = """
branch: trunk
holder: 2024 Ministry of Works
people:
  dev: Developer, Ministry of Works <dev@works.example>
  bot: update-bot[bot] <bot@works.example>
licences: {LICENSE: MIT}
history:
  - {ago: 100, by: dev, says: Start}
  - {from: 90, to: 10, by: [dev, bot], touches: [README.md, src/], says: [One, Two, Three], tag: v1}
  - {ago: 5, by: dev, adds: [docs/], says: Explain}
  - {ago: 2, by: dev, removes: [old.txt], says: Tidy up}
files:
  README.md: |
    # Works
    one
    two
  src/a.py: |
    a = 1
  docs/start.md: |
    Begin here.
  old.txt: |
    gone at the end
"""


@pytest.fixture
def country(tmp_path: Path) -> Path:
    (tmp_path / "licences").mkdir()
    (tmp_path / "licences" / "MIT.txt").write_text("Copyright (c) {holder}\n\nAs you like.\n", encoding="utf-8")
    folder = tmp_path / "land"
    (folder / "repositories" / "works").mkdir(parents=True)
    (folder / "repositories" / "works" / "story.yml").write_text(STORY, encoding="utf-8")
    (folder / "office.yml").write_text("name: Office\n", encoding="utf-8")
    return folder


def ask(repository: Path, *words: str) -> list[str]:
    done = subprocess.run(["git", "-C", str(repository), *words], capture_output=True, check=True, text=True)
    return done.stdout.splitlines()


def test_the_same_story_on_the_same_day_gives_the_same_commits(country, tmp_path):
    first = build_country(country, tmp_path / "first", today=TODAY)
    second = build_country(country, tmp_path / "second", today=TODAY)

    assert [ask(folder / "repositories" / "works", "log", "--format=%H", "trunk") for folder in (first, second)] == [
        ask(first / "repositories" / "works", "log", "--format=%H", "trunk")
    ] * 2


def test_the_next_day_gives_commits_one_day_later(country, tmp_path):
    build_country(country, tmp_path / "built", today=date(2026, 11, 24))

    assert ask(tmp_path / "built" / "repositories" / "works", "log", "-1", "--format=%as") == ["2026-11-22"]


def test_a_story_becomes_commits_with_authors_dates_and_tags(country, tmp_path):
    works = build_country(country, tmp_path / "built", today=TODAY) / "repositories" / "works"

    assert ask(works, "log", "--reverse", "--format=%as %s | %an <%ae>%d") == [
        "2026-08-15 Start | Developer, Ministry of Works <dev@works.example>",
        "2026-08-25 One | Developer, Ministry of Works <dev@works.example>",
        "2026-10-04 Two | update-bot[bot] <bot@works.example>",
        "2026-11-13 Three | Developer, Ministry of Works <dev@works.example> (tag: v1)",
        "2026-11-18 Explain | Developer, Ministry of Works <dev@works.example>",
        "2026-11-21 Tidy up | Developer, Ministry of Works <dev@works.example> (HEAD -> trunk)",
    ]
    assert ask(works, "ls-tree", "-r", "--name-only", "HEAD") == ["LICENSE", "README.md", "docs/start.md", "src/a.py"]
    assert ask(works, "show", "HEAD:LICENSE") == ["Copyright (c) 2024 Ministry of Works", "", "As you like."]
    assert ask(works, "fsck", "--strict") == []


def test_a_file_grows_with_each_commit_that_touches_it():
    # Five lines in two parts: the first holds ceil(5 * 1 / 2) = 3 of them.
    assert [grow("a\nb\nc\nd\ne\n", turn, 2) for turn in (1, 2)] == ["a\nb\nc\n", "a\nb\nc\nd\ne\n"]


def test_a_story_without_history_is_an_empty_repository(country, tmp_path):
    (country / "repositories" / "works" / "story.yml").write_text("branch: main\n", encoding="utf-8")

    works = build_country(country, tmp_path / "built", today=TODAY) / "repositories" / "works"

    assert ask(works, "rev-list", "--all") == []


def test_what_a_killed_build_left_is_replaced(country, tmp_path):
    (tmp_path / "built.building" / "repositories").mkdir(parents=True)
    (tmp_path / "built").mkdir()
    (tmp_path / "built" / "of-yesterday").touch()

    built = build_country(country, tmp_path / "built", today=TODAY)

    assert sorted(path.name for path in built.iterdir()) == ["office.yml", "repositories"]
    assert not (tmp_path / "built.building").exists()


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("branch: trunk", "- list", "Line"),
        ("README.md, src/]", "READ.md]", "there is no file READ.md"),
        ("LICENSE: MIT", "LICENSE: Unheard-of", "Unheard-of"),
        ("by: [dev, bot]", "by: [nobody]", "nobody"),
        ("ago: 100, ", "", "from"),
        ("removes: [old.txt]", "removes: [new.txt]", "there is no file new.txt"),
        ("Developer, Ministry of Works <dev@works.example>", "Developer", "Developer"),
    ],
)
def test_a_story_that_cannot_be_told_says_why(country, old, new, part):
    path = country / "repositories" / "works" / "story.yml"
    path.write_text(STORY.replace(old, new), encoding="utf-8")

    with pytest.raises(StoryRefused) as refused:
        read_story(path, licences=country.parent / "licences")

    assert (refused.value.path, part in refused.value.message) == (path, True)


def test_a_story_that_is_a_list_is_refused(country):
    path = country / "repositories" / "works" / "story.yml"
    path.write_text("- one\n", encoding="utf-8")

    with pytest.raises(StoryRefused, match="holds no names"):
        read_story(path, licences=country.parent / "licences")
