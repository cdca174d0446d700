"""What a repository builds and runs on: base images, actions, charts."""

from __future__ import annotations

import re
from typing import Final

from ospolis.engines.untrusted.yamltext import plain, read_yaml

from ..component import Relation, Scope
from ..diagnostic import Level
from .draft import Draft
from .lines import number_matches
from .placeholders import GROOVY, fill
from .shapes import read_list, read_text

_FROM: Final = re.compile(
    r"^[ \t]*FROM[ \t]+(?:--\S+[ \t]+)*(\S{1,500})(?:[ \t]+AS[ \t]+(\S+))?", re.MULTILINE | re.IGNORECASE
)
_ARGUMENT: Final = re.compile(r"^[ \t]*ARG[ \t]+(\w+)=[\"']?([^\s\"']+)", re.MULTILINE | re.IGNORECASE)
_DEFAULT: Final = re.compile(r"\$\{(\w+):-([^{}$\s]*)\}")
_USES: Final = re.compile(r"^[ \t]*(?:-[ \t]+)?[\"']?uses[\"']?[ \t]*:[ \t]*[\"']?([^\s\"'#]{1,300})", re.MULTILINE)
_ACTION: Final = re.compile(r"([\w.-]+/[\w.-]+)((?:/[\w./-]+)?)@([\w./+-]+)")
_IMAGE: Final = re.compile(r"([^@\s]+?)(?::([\w.-]{1,128}))?(?:@(sha256:[0-9a-f]{64}))?")
_CHART_NAME: Final = re.compile(r"^[ \t]*-?[ \t]*name[ \t]*:[ \t]*[\"']?([\w.-]+)", re.MULTILINE)


def read_dockerfile(text: str, data: bytes, draft: Draft) -> None:
    """Read the base images of a Dockerfile; the last one is what runs, the others build it.

    Source   Dockerfile reference, FROM and ARG
    """
    arguments = dict(_ARGUMENT.findall(text))
    found = list(zip(_FROM.finditer(text), number_matches(text, _FROM), strict=True))
    stages: set[str] = set()
    for position, (match, (_, line)) in enumerate(found, 1):
        image = fill(_DEFAULT.sub(lambda part: arguments.get(part[1], part[2]), match[1]), arguments, GROOVY)
        last = position == len(found)
        if image.lower() not in stages and image.lower() != "scratch":
            mention_image(image, Scope.RUNTIME if last else Scope.BUILD, line, draft)
        stages.add((match[2] or "").lower())


def mention_image(image: str, scope: Scope, line: int, draft: Draft) -> None:
    """Keep a container image: its registry is a qualifier, its digest or else its tag the version.

    Source   purl specification, type docker
    """
    found = _IMAGE.fullmatch(image)
    if found is None or "$" in image or "{" in image:
        message = f"Which image {image[:60]!r} is, is only known when it is built."
        fix = "Give the build argument a default value."
        draft.remark("open-image", message, fix=fix, level=Level.NOTE, line=line)
        return
    registry, _, rest = found[1].partition("/")
    outside = bool(rest) and ("." in registry or ":" in registry or registry == "localhost")
    name = rest if outside else found[1]
    draft.mention(
        "docker",
        name.removeprefix("library/"),
        found[3] or found[2] or "",
        version_range="",
        scope=scope,
        relation=Relation.DIRECT,
        line=line,
        qualifiers={"repository_url": registry} if outside and registry != "docker.io" else None,
    )


def read_workflow(text: str, data: bytes, draft: Draft) -> None:
    """Read the actions that a workflow or an action uses, line by line.

    Source   GitHub documentation, workflow syntax
    """
    for uses, line in number_matches(text, _USES):
        if uses.startswith("docker://"):
            mention_image(uses.removeprefix("docker://"), Scope.BUILD, line, draft)
            continue
        found = _ACTION.fullmatch(uses)
        if found:
            draft.mention("github", found[1], found[3], scope=Scope.BUILD, relation=Relation.DIRECT, line=line)


def read_helm_chart(text: str, data: bytes, draft: Draft) -> None:
    """Read the charts that a Helm chart needs.

    Source   Helm documentation, the Chart.yaml file
    """
    document = plain(read_yaml(data, limits=draft.limits.text))
    lines = dict(reversed(number_matches(text, _CHART_NAME)))
    own = read_text(document, "name")
    draft.declare("helm", own, read_text(document, "version"), line=lines.get(own, 0))
    for entry in read_list(document, "dependencies"):
        name, repository = read_text(entry, "name"), read_text(entry, "repository")
        stated = read_text(entry, "version")
        exact = re.fullmatch(r"v?\d+\.\d+\.\d+[\w.+-]*", stated)
        local = repository.startswith("file:")
        draft.mention(
            "helm",
            name,
            stated if exact else "",
            version_range="" if exact else stated,
            scope=Scope.RUNTIME,
            relation=Relation.DIRECT,
            line=lines.get(name, 0),
            source=f"path:{repository}" if local else repository,
        )
