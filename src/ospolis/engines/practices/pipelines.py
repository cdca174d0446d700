"""What pipelines and container files order: steps, rights, images, downloads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from ospolis.engines.practices.looks import Look, absent, not_at_hand, unread, words
from ospolis.engines.practices.places import Texts, anywhere, near
from ospolis.engines.practices.practice import Evidence, Finding
from ospolis.engines.practices.repository import Repository

_WORKFLOW: Final = r"\.(?:github|forgejo|gitea)/workflows/[^/]+\.ya?ml"
WORKFLOWS: Final = Texts(near(_WORKFLOW), 50)
PIPELINES: Final = Texts(
    near(
        _WORKFLOW,
        r"\.gitlab-ci\.ya?ml",
        r"\.gitlab/(?:ci/)?[^/]+\.ya?ml",
        r"jenkinsfile(?:\.[a-z]+)?",
        r"\.circleci/config\.ya?ml",
        r"azure-pipelines[a-z-]*\.ya?ml",
        r"\.travis\.ya?ml",
        r"\.drone\.ya?ml",
        r"\.woodpecker(?:\.ya?ml|/.+\.ya?ml)",
        r"bitbucket-pipelines\.ya?ml",
        r"\.?appveyor\.ya?ml",
        r"\.buildkite/.+\.ya?ml",
        r"\.builds?/[^/]+\.ya?ml",
        r"\.?cloudbuild\.ya?ml",
        r"\.ci/[^/]+",
    ),
    50,
)
IMAGES: Final = Texts(
    anywhere(r"(?:dockerfile|containerfile)(?:[._-][a-z0-9._-]+)?") | anywhere(r".+", ends="dockerfile"), 20
)

_USES = re.compile(r"^[ \t]*(?:-[ \t]*)?[\"']?uses[\"']?:[ \t]*[\"']?(?P<action>[^\s\"'#]+)", re.MULTILINE)
_PINNED = re.compile(r"(?:.+@[0-9a-f]{40}|.+@[0-9a-f]{64}|\./.*|docker://.+@sha256:[0-9a-f]{64})")
_RIGHTS = re.compile(r"^permissions:[ \t]*(?P<all>[^\s#]*)", re.MULTILINE)
_ALL_RIGHTS = frozenset({"write-all", '"write-all"', "'write-all'"})

_FOREIGN_TRIGGER = re.compile(
    r"^[ \t]*(?:on:.*|-[ \t]*)?[\"'\[, ]*\b(?:pull_request_target|workflow_run)\b", re.MULTILINE
)
_FOREIGN_CODE = re.compile(
    r"^[ \t]*(?:-[ \t]*)?ref:.*\$\{\{[^}]*(?:github\.head_ref|github\.event\.(?:number|workflow_run\.head_"
    r"|pull_request\.(?:head\.|number|merge_commit)))",
    re.MULTILINE,
)
_CHECKOUT_BY_HAND = re.compile(
    r"\bgh pr checkout\b"
    r"|\bgit (?:fetch|checkout|pull)\b[^\n]*\$\{\{[^}]*(?:head_ref|pull_request\.head|workflow_run\.head)"
)
# Text that anybody may write into a report, a change or a branch name.
_FOREIGN_TEXT = re.compile(
    r"\$\{\{[^}\n]*(?:github\.head_ref|github\.event\.(?:issue\.(?:title|body)"
    r"|pull_request\.(?:title|body|head\.(?:ref|label|repo\.default_branch))|comment\.body|review\.body"
    r"|review_comment\.body|discussion\.(?:title|body)|pages\b|commits\b[^}\n]*(?:message|author)"
    r"|head_commit\.(?:message|author)|workflow_run\.(?:head_branch|display_title|head_commit|pull_requests)))"
)
_BLOCK = re.compile(r"^(?P<indent>[ \t]*(?:-[ \t]+)?)(?:run|script):[ \t]*(?P<rest>.*)$")
_FROM = re.compile(r"^[ \t]*from[ \t]+(?:--\S+[ \t]+)*(?P<image>\S+)(?:[ \t]+as[ \t]+(?P<name>\S+))?", re.I | re.M)
_FIXED_IMAGE = re.compile(r".+@sha256:[0-9a-f]{64}")
_BLIND = words(
    r"\b(?:curl|wget)\b[^|#]*\|[ \t]*(?:sudo[ \t]+(?:-\S+[ \t]+)*)?(?:env[ \t]+)?(?:\S*/)?(?:ba|z|da|k)?sh\b"
    r"|\b(?:ba|z|da|k)?sh[ \t]+(?:-c[ \t]+)?[\"']?(?:<\(|\$\()[ \t]*(?:curl|wget)\b"
    r"|\b(?:iwr|irm|invoke-webrequest|invoke-restmethod)\b[^|]*\|[ \t]*(?:iex|invoke-expression)\b",
    "curl wget iwr irm invoke-webrequest invoke-restmethod",
)

Search = Callable[[str], Iterator[tuple[int, str]]]


def has_workflows(repository: Repository) -> bool:
    """Ask the practice of repositories with workflows of GitHub, Gitea or Forgejo."""
    return bool(repository.find(WORKFLOWS.places, 1))


def has_images(repository: Repository) -> bool:
    """Ask the practice of repositories that build images."""
    return bool(repository.find(IMAGES.places, 1))


def has_orders(repository: Repository) -> bool:
    """Ask the practice of repositories with pipelines or container files."""
    return bool(repository.find(PIPELINES.places, 1)) or has_images(repository)


def no_order(files: tuple[Texts, ...], search: Search, good: str) -> Look:
    """Look that no order of a kind stands in some files; what is not at hand proves nothing."""

    def look(repository: Repository) -> Finding:
        paths = [path for texts in files for path in repository.list_texts(texts)]
        bad = [Evidence(text, path, line) for path in paths for line, text in search(repository.script(path) or "")]
        if bad:
            return Finding("not met", tuple(bad[:3]))
        if lost := unread(repository, paths):
            return not_at_hand(lost)
        return Finding("met", (Evidence(good),)) if repository.complete else absent(repository, "")

    return look


def find_loose_steps(text: str) -> Iterator[tuple[int, str]]:
    """Steps from elsewhere that are named by a branch or a tag."""
    for match in _USES.finditer(text):
        if not _PINNED.fullmatch(match["action"]):
            yield _line(text, match), "This step may change its code without notice."


def find_wide_rights(text: str) -> Iterator[tuple[int, str]]:
    """Workflows that take all rights, or those that the forge gives by itself."""
    match = _RIGHTS.search(text)
    if text and match is None:
        yield 0, "This workflow takes the default rights, which may be wide."
    elif match and match["all"] in _ALL_RIGHTS:
        yield _line(text, match), "This workflow takes all rights."


def find_dangerous_steps(text: str) -> Iterator[tuple[int, str]]:
    """Code of strangers run with the rights of the project, and text of strangers pasted into a program."""
    if any(name in text for name in ("pull_request_target", "workflow_run")) and _FOREIGN_TRIGGER.search(text):
        for pattern in (_FOREIGN_CODE, _CHECKOUT_BY_HAND):
            for match in pattern.finditer(text):
                yield _line(text, match), "Here code that anybody may propose runs with the rights of the project."
    for number, order in _list_orders(text) if _FOREIGN_TEXT.search(text) else ():
        if _FOREIGN_TEXT.search(order):
            yield number, "Here text that anybody may write becomes part of a program."


def find_loose_images(text: str) -> Iterator[tuple[int, str]]:
    """Images that a name or a tag stands for; a stage of the same file and a variable are not judged."""
    stages = {"scratch"}
    for match in _FROM.finditer(text):
        image = match["image"]
        if image.lower() not in stages and "$" not in image and not _FIXED_IMAGE.fullmatch(image):
            yield _line(text, match), "The content behind this name may change without notice."
        if match["name"]:
            stages.add(match["name"].lower())


def find_blind_downloads(text: str) -> Iterator[tuple[int, str]]:
    """Programs that are fetched and run in one go."""
    for number in _BLIND.find_lines(text):
        yield number, "This line runs a program that nobody has compared with what was expected."


def _list_orders(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a workflow that a shell or a script engine will run, with their numbers."""
    within = -1
    for number, line in enumerate(text.split("\n"), start=1):
        depth = len(line) - len(line.lstrip())
        if within >= 0 and line.strip() and depth <= within:
            within = -1
        if within >= 0:
            yield number, line
        elif match := _BLOCK.match(line):
            within = len(match["indent"])
            yield number, match["rest"]


def _line(text: str, match: re.Match[str]) -> int:
    return text.count("\n", 0, match.start()) + 1
