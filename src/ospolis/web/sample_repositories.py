"""Git repositories from readable text: a story becomes a repository with real history.

A country folder of the examples holds `repositories/<name>/story.yml` in place of a repository. A story has:

    branch    the default branch; `main` when not given
    people    short name -> "Role, Unit <address>"; every commit names one of them
    holder    who stands in the copyright line of licence texts
    licences  path -> SPDX id; the text comes from `licences/<id>.txt` beside the country folder
    files     path -> text, as the files are at the end
    history   commits from the oldest to the newest, each one of
                ago, by, says                    one commit; the first adds every file that no other commit adds
                from, to, by, touches, says      one commit for each sentence of `says`, spread evenly
              and, when wanted: adds, touches, removes (paths; a folder ends in /), tag

A file that several commits add or touch grows: after the j-th of k commits it holds the first j/k of its lines.
Days are counted back from the day that is passed in, so the same story on the same day gives the same commit ids.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from ospolis.engines.untrusted.refusal import Refused, TextLimits
from ospolis.engines.untrusted.yamltext import plain, read_yaml

LIMITS = TextLimits(bytes=1_000_000, nodes=20_000, depth=32, string=500_000)
# Part of the stamp of a built country: raise it when the same story would give other commits.
BUILDER_VERSION = "1"
_STORY = "story.yml"
_AUTHOR = re.compile(r"[^<>\n]+ <[^<>@\s]+@[^<>@\s]+>")
_WORK_DAY_BEGINS = time(7, 30, tzinfo=UTC)


class StoryRefused(ValueError):
    """A story that cannot be told: the file, and what is wrong with it."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(f"{path}: {message}")
        self.path, self.message = path, message


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: how many days ago, who, what they said, and the paths it writes and removes."""

    ago: int
    author: str
    message: str
    writes: tuple[str, ...]
    removes: tuple[str, ...] = ()
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """A repository as it will be: its files at the end, and its commits from the oldest to the newest."""

    branch: str
    files: dict[str, str]
    commits: tuple[Commit, ...] = field(default=())


def build_country(source: Path, target: Path, *, today: date | None = None) -> Path:
    """Copy a country folder and turn each of its stories into a bare repository; returns the folder built.

    What stood at `target` is replaced in one step, so a run that is killed leaves it as it was.
    """
    day = today or datetime.now(UTC).date()
    building = target.with_name(f"{target.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    building.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, building)
    for path in sorted((building / "repositories").glob(f"*/{_STORY}")):
        story = read_story(path, licences=source.parent / "licences")
        shutil.rmtree(path.parent)
        build_repository(story, path.parent, today=day)
    shutil.rmtree(target, ignore_errors=True)
    building.rename(target)
    return target


def build_repository(story: Story, target: Path, *, today: date) -> None:
    """Write a bare repository with the commits of a story; equal stories on equal days give equal commit ids."""
    for name in ("objects", "refs"):
        (target / name).mkdir(parents=True)
    (target / "HEAD").write_text(f"ref: refs/heads/{story.branch}\n", encoding="ascii")
    (target / "config").write_text("[core]\n\trepositoryformatversion = 0\n\tbare = true\n", encoding="ascii")
    if not story.commits:
        return
    subprocess.run(  # git of this machine, text of our own
        ["git", "fast-import", "--quiet", "--done"],  # noqa: S607  # the operator's path says which git
        cwd=target,
        input=b"".join(_write_stream(story, today)),
        env={"PATH": os.environ.get("PATH", os.defpath), "GIT_DIR": str(target), "GIT_CONFIG_NOSYSTEM": "1"},
        check=True,
    )


def read_story(path: Path, *, licences: Path) -> Story:
    """Read a story file.

    Raises   StoryRefused
    """
    try:
        told: Any = plain(read_yaml(path.read_bytes(), limits=LIMITS))
    except Refused as refused:
        raise StoryRefused(path, f"Line {refused.line}: {refused.message}") from None
    if not isinstance(told, dict):
        raise StoryRefused(path, "The story holds no names with values.")
    try:
        files = {str(name): str(text) for name, text in (told.get("files") or {}).items()}
        for name, licence in (told.get("licences") or {}).items():
            text = (licences / f"{licence}.txt").read_text(encoding="utf-8")
            files[name] = text.replace("{holder}", str(told.get("holder") or ""))
        commits = tuple(_tell_commits(told, sorted(files)))
    except (KeyError, TypeError, OSError, ValueError) as error:
        raise StoryRefused(path, f"The story cannot be told: {error}.") from None
    return Story(branch=str(told.get("branch") or "main"), files=files, commits=commits)


def _tell_commits(told: dict[str, Any], names: list[str]) -> Iterator[Commit]:
    people, history = told.get("people") or {}, told.get("history") or []
    later = {name for step in history for name in _expand(step.get("adds"), names)}
    for number, step in enumerate(history):
        adds = _expand(step.get("adds"), names)
        if number == 0:
            adds += [name for name in names if name not in later]
        touches, removes = _expand(step.get("touches"), names), _expand(step.get("removes"), names)
        yield from _tell_step(step, adds, touches, removes, people)


def _tell_step(
    step: dict[str, Any], adds: list[str], touches: list[str], removes: list[str], people: dict[str, str]
) -> Iterator[Commit]:
    """Spread the sentences of a step over its days; the last commit carries the tag and the removals."""
    says, by = _listed(step["says"]), [_author(people[name]) for name in _listed(step["by"])]
    first = int(step["ago"] if "ago" in step else step["from"])
    last = int(step.get("to", first))
    for number, sentence in enumerate(says):
        is_last = number == len(says) - 1
        ago = first - (first - last) * number // max(1, len(says) - 1)
        writes = (adds if number == 0 else []) + (touches if len(says) == 1 else _turn(touches, number))
        yield Commit(
            ago=ago,
            author=by[number % len(by)],
            message=sentence,
            writes=tuple(dict.fromkeys(writes)),
            removes=tuple(removes) if is_last else (),
            tag=str(step.get("tag") or "") if is_last else "",
        )


def _author(text: str) -> str:
    if not _AUTHOR.fullmatch(text):
        raise ValueError(f"'{text}' is not written as Role, Unit <address>")
    return text


def _turn(items: list[str], number: int) -> list[str]:
    return [items[number % len(items)]] if items else []


def _listed(value: Any) -> list[str]:
    if value is None:
        return []
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def _expand(paths: Any, names: list[str]) -> list[str]:
    """The files that paths name; a path that ends in / names everything below it."""
    found = []
    for path in _listed(paths):
        here = [name for name in names if name == path or (path.endswith("/") and name.startswith(path))]
        if not here:
            raise ValueError(f"there is no file {path}")
        found += here
    return found


def _write_stream(story: Story, today: date) -> Iterator[bytes]:
    """The commits of a story in the words of git fast-import."""
    times = Counter(name for commit in story.commits for name in commit.writes)
    done: Counter[str] = Counter()
    branch = f"refs/heads/{story.branch}".encode()
    midnight = datetime.combine(today, _WORK_DAY_BEGINS)
    for number, commit in enumerate(story.commits):
        # Minutes differ from commit to commit, so that no two of one day stand at the same moment.
        moment = midnight - timedelta(days=commit.ago) + timedelta(minutes=37 * number % 540)
        stamp = f"{commit.author} {int(moment.timestamp())} +0200".encode()
        yield b"commit %s\nauthor %s\ncommitter %s\n%s" % (branch, stamp, stamp, _data(commit.message + "\n"))
        for name in commit.writes:
            done[name] += 1
            yield b"M 100644 inline %s\n%s" % (name.encode(), _data(grow(story.files[name], done[name], times[name])))
        yield from (b"D %s\n" % name.encode() for name in commit.removes)
        yield b"\n"
        if commit.tag:
            yield b"tag %s\nfrom %s\ntagger %s\n%s" % (
                commit.tag.encode(), branch, stamp, _data(f"Release {commit.tag}\n")
            )  # fmt: skip
    yield b"done\n"


def grow(text: str, turn: int, turns: int) -> str:
    """The first `turn` of `turns` parts of a text, cut between lines."""
    lines = text.splitlines(keepends=True)
    return "".join(lines[: -(-len(lines) * turn // turns)])


def _data(text: str) -> bytes:
    content = text.encode()
    return b"data %d\n%s\n" % (len(content), content)
