"""Practices about how the code is made, tested, kept safe and released."""

from __future__ import annotations

import re

from ospolis.engines.practices.looks import (
    absent,
    file_like,
    file_or_line,
    find_line,
    no_file_like,
    none_readable,
    shown,
)
from ospolis.engines.practices.practice import Evidence, Finding, Practice
from ospolis.engines.practices.repository import Repository, compile_names

_WORKFLOW = r"\.(?:github|forgejo|gitea)/workflows/[^/]+\.ya?ml"
WORKFLOWS = compile_names(_WORKFLOW)
PIPELINES = compile_names(
    _WORKFLOW,
    r"\.gitlab-ci\.ya?ml",
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
)
_TESTS = compile_names(
    r"(?:.*/)?(?:tests?|testing|spec|specs|__tests__|e2e|cypress|integration-tests?|unittests?)/.+\.[a-z0-9]+",
    r"**/test_[^/]+\.py",
    r"**/[^/]+_test\.(?:go|py|rb|exs|dart|c|cc|cpp)",
    r"**/[^/]+[._](?:test|spec)\.[cm]?[jt]sx?",
    r"**/[^/]+_spec\.rb",
    r"**/[^/]*(?:test|tests|it|spec)\.(?:java|kt|scala|groovy|cs|php|swift)",
)
_LOCKS = {
    "package.json": (
        "package-lock.json",
        "npm-shrinkwrap.json",
        "yarn.lock",
        "pnpm-lock.yaml",
        "bun.lock",
        "bun.lockb",
    ),
    "composer.json": ("composer.lock",),
    "gemfile": ("gemfile.lock",),
    "cargo.toml": ("cargo.lock",),
    "go.mod": ("go.sum",),
    "pipfile": ("pipfile.lock",),
    "pyproject.toml": ("poetry.lock", "uv.lock", "pdm.lock", "pylock.toml", "requirements.txt"),
    "mix.exs": ("mix.lock",),
    "pubspec.yaml": ("pubspec.lock",),
}
_SBOM_FILE = compile_names(
    r"**/[^/]*(?:sbom|bom)\.(?:json|xml|spdx)",
    r"**/[^/]+\.(?:cdx|spdx)(?:\.(?:json|xml|ya?ml))?",
    r"(?:.*/)?sboms?/[^/]+",
)
_SBOM_WORD = re.compile(r"cyclonedx|sbom|\bsyft\b|spdx-|trivy .*--format (?:cyclonedx|spdx)", re.IGNORECASE)
_ANALYSIS_WORD = re.compile(
    r"codeql|semgrep|sonar|bandit|gosec|brakeman|spotbugs|psalm|phpstan|snyk|trivy|horusec|checkmarx", re.IGNORECASE
)
_USES = re.compile(r"^\s*(?:-\s*)?uses:\s*[\"']?(?P<action>[^\s\"'#]+)")
_PINNED = re.compile(r"(?:.+@[0-9a-f]{40}|\./.*|docker://.+@sha256:[0-9a-f]{64})")
_PERMISSIONS = re.compile(r"^permissions:")
_SECRET_FILES = compile_names(
    r"**/id_(?:rsa|dsa|ecdsa|ed25519)",
    r"**/[^/]+\.(?:pfx|p12|jks|keystore|ppk)",
    r"**/\.env(?:\.(?:prod|production|local|staging))?",
    r"**/\.(?:htpasswd|netrc|pgpass)",
)
_BINARIES = compile_names(
    r"**/(?!gradle-wrapper\.jar$|maven-wrapper\.jar$)[^/]+\.(?:exe|dll|so|dylib|jar|war|ear|class|pyc|o|obj|msi|apk)"
)


def _has_code(repository: Repository) -> bool:
    return repository.has_code


def _look_for_locks(repository: Repository) -> Finding:
    names = {lowered for lowered, _ in repository.small}
    unlocked = [path for path in repository.manifests if not _is_locked(path.lower(), names)]
    if not unlocked:
        locked = repository.manifests
        return Finding("met", shown(locked, "The versions behind this file are locked."))
    if not repository.complete:
        return absent(repository, "")
    return Finding("not met", shown(unlocked, "No lock file stands beside this file or above it."))


def _is_locked(manifest: str, names: set[str]) -> bool:
    """Workspaces keep one lock file in a folder above."""
    folder, _, name = manifest.rpartition("/")
    while True:
        prefix = f"{folder}/" if folder else ""
        if any(prefix + lock in names for lock in _LOCKS[name]):
            return True
        if not folder:
            return False
        folder = folder.rpartition("/")[0]


def _look_for_pinned_actions(repository: Repository) -> Finding:
    workflows = repository.find(WORKFLOWS)
    if none_readable(repository, workflows):
        return Finding("cannot tell", shown(workflows, "The content of this file was not at hand."))
    loose = [
        Evidence("This step may change its code without notice.", path, number)
        for path in workflows
        for number, line in enumerate(repository.lines(path) or (), start=1)
        if (match := _USES.match(line)) and not _PINNED.fullmatch(match["action"])
    ]
    if loose:
        return Finding("not met", tuple(loose[:3]))
    return Finding("met", (Evidence("Every step from elsewhere is fixed to one state of its code."),))


def _look_for_permissions(repository: Repository) -> Finding:
    workflows = repository.find(WORKFLOWS)
    if none_readable(repository, workflows):
        return Finding("cannot tell", shown(workflows, "The content of this file was not at hand."))
    wide = [
        path
        for path in workflows
        if repository.lines(path) is not None and find_line(repository, [path], _PERMISSIONS) is None
    ]
    if wide:
        return Finding("not met", shown(wide, "This workflow takes the default rights, which may be wide."))
    return Finding("met", shown(workflows, "This workflow names the rights it needs."))


QUALITY = (
    Practice(
        code="ci",
        group="quality",
        title="Continuous integration",
        question="Is every change built and checked by a machine?",
        why="Faults are found in minutes by a machine, in months by users.",
        remedy="Add a pipeline that builds and tests each change; ten lines are enough to begin.",
        look=file_like(PIPELINES, "There is no pipeline of a known service."),
        applies=_has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="tests",
        group="quality",
        title="Tests",
        question="Are there automatic tests?",
        why="With tests, others dare to change the code, and a new supplier can take over.",
        remedy="Begin with one test of the most important path, and one for each fault you mend.",
        look=file_like(_TESTS, "No file looks like a test."),
        applies=_has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="style",
        group="quality",
        title="Coherent style",
        question="Is the style of the code checked by a tool?",
        why="Reviews can then be about the matter, and code of many hands reads as one.",
        remedy="Add .editorconfig and the formatter of your language, and run it in the pipeline.",
        look=file_like(
            compile_names(
                r"**/\.editorconfig",
                r"**/\.eslintrc(?:\.[a-z]+)?",
                r"**/(?:eslint|prettier|stylelint|biome)\.config\.[a-z]+",
                r"**/(?:biome|tslint|\.swiftlint|\.jshintrc)(?:\.(?:jsonc?|ya?ml))?",
                r"**/\.(?:prettierrc|stylelintrc)(?:\.[a-z]+)?",
                r"**/\.?(?:ruff\.toml|flake8|pylintrc|golangci\.ya?ml|rubocop\.ya?ml|scalafmt\.conf|clang-format)",
                r"**/\.?(?:rustfmt\.toml|php-cs-fixer(?:\.dist)?\.php|phpcs\.xml(?:\.dist)?|credo\.exs|formatter\.exs)",
                r"**/(?:checkstyle[a-z_-]*\.xml|detekt[a-z-]*\.ya?ml|pmd[a-z_-]*\.xml)",
                r"\.pre-commit-config\.ya?ml",
            ),
            "There is no settings file of a formatter or linter.",
        ),
        applies=_has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="lock-files",
        group="security",
        title="Locked versions",
        question="Can the same dependencies be installed again?",
        why="Without locked versions two installations differ, and nobody knows which one has a weakness.",
        remedy="Commit the lock file that your package tool writes.",
        look=_look_for_locks,
        applies=lambda repository: bool(repository.manifests),
        applies_to="repositories that name dependencies in a language with lock files",
    ),
    Practice(
        code="dependency-updates",
        group="security",
        title="Updates of dependencies",
        question="Does a tool propose updates of dependencies?",
        why="Most weaknesses come in through old dependencies; a tool notices them at once.",
        remedy="Switch on Renovate or Dependabot with a weekly rhythm.",
        look=file_like(
            compile_names(
                r"\.github/dependabot\.ya?ml",
                r"(?:\.github/|\.gitlab/|\.gitea/|\.forgejo/)?\.?renovate(?:rc)?(?:\.json5?)?",
                r"\.pyup\.ya?ml",
                r"\.scala-steward\.conf",
                r"\.?(?:depfu|dependencies)\.ya?ml",
            ),
            "There are no settings of Renovate, Dependabot or a similar tool.",
        ),
        applies=lambda repository: bool(repository.manifests) or repository.has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="sbom",
        group="security",
        title="Bill of materials",
        question="Is there a list of what the software is made of?",
        why="When a component turns out to be weak, the list says within minutes whether you are hit.",
        remedy="Let the pipeline write a CycloneDX or SPDX file for each release.",
        look=file_or_line(
            _SBOM_FILE, PIPELINES, _SBOM_WORD, "There is no CycloneDX or SPDX file, and no pipeline writes one."
        ),
        applies=_has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="static-analysis",
        group="security",
        title="Static analysis",
        question="Does a tool look for weaknesses in the code?",
        why="Common mistakes are found before anyone can use them.",
        remedy="Add one analyser for your language to the pipeline, first without blocking.",
        look=file_or_line(
            compile_names(
                r"**/sonar-project\.properties",
                r"\.semgrep(?:\.ya?ml|/.+|ignore)",
                r"\.github/workflows/[^/]*(?:codeql|semgrep|sonar)[^/]*\.ya?ml",
                r"**/(?:phpstan|psalm)[a-z.-]*\.(?:neon|xml)(?:\.dist)?",
                r"\.bandit",
            ),
            PIPELINES,
            _ANALYSIS_WORD,
            "No settings of a static analyser were found.",
        ),
        applies=_has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="pinned-actions",
        group="security",
        title="Fixed steps in the pipeline",
        question="Are steps from elsewhere fixed to one state of their code?",
        why="Whoever takes over such a step runs in your pipeline with your rights.",
        remedy="Write the full commit id after the @; Renovate and Dependabot keep it up to date.",
        look=_look_for_pinned_actions,
        applies=lambda repository: bool(repository.find(WORKFLOWS)),
        applies_to="repositories with workflows of GitHub, Gitea or Forgejo",
    ),
    Practice(
        code="pipeline-rights",
        group="security",
        title="Small rights in the pipeline",
        question="Does each workflow name the rights it needs?",
        why="A workflow that is tricked can do only what it was allowed to do.",
        remedy="Write `permissions: contents: read` at the top and add more only where a job needs it.",
        look=_look_for_permissions,
        applies=lambda repository: bool(repository.find(WORKFLOWS)),
        applies_to="repositories with workflows of GitHub, Gitea or Forgejo",
    ),
    Practice(
        code="no-secret-files",
        group="security",
        title="No files for secrets",
        question="Is the repository free of files that usually hold secrets?",
        why="What once was in the history stays readable for everyone who has a copy.",
        remedy="Look at the files named. If they hold a secret, replace the secret first, then remove the file.",
        look=no_file_like(
            _SECRET_FILES,
            "A file of this name usually holds a secret. Please look.",
            "No file has a name that is usual for secrets.",
        ),
    ),
    Practice(
        code="no-binaries",
        group="security",
        title="No built programs",
        question="Is the repository free of built programs?",
        why="Nobody can review what is built; it may hold anything.",
        remedy="Build it in the pipeline and publish it as a release instead.",
        look=no_file_like(
            _BINARIES,
            "This file was built elsewhere and cannot be reviewed.",
            "No file is a built program.",
        ),
    ),
    Practice(
        code="container",
        group="quality",
        title="Ready to run",
        question="Can it be started in a container?",
        why="Another institution can try it in an hour instead of a week.",
        remedy="Add a Dockerfile or Containerfile and one line in the README that starts it.",
        look=file_like(
            compile_names(
                r"**/(?:dockerfile|containerfile)(?:[._-][a-z0-9._-]+)?",
                r"**/[a-z0-9_.-]+\.dockerfile",
                r"**/(?:docker-)?compose(?:[.-][a-z0-9_-]+)*\.ya?ml",
                r"**/chart\.yaml",
                r"**/(?:flake|default)\.nix",
            ),
            "There is no file for a container.",
        ),
        applies=lambda repository: repository.has_interface,
        applies_to="repositories of software that runs as a service with pages",
    ),
    Practice(
        code="changelog",
        group="releases",
        title="Changelog",
        question="Is it written down what changed between versions?",
        why="Operators must know what an update does before they install it.",
        remedy="Add CHANGELOG.md and write one line for each change that a user notices.",
        look=file_like(
            compile_names(
                r"(?:docs?/)?(?:changelog|changes|history|news|release[-_]?notes|releases)(?:[._-][a-z0-9_.-]+)?",
                r"(?:docs?/)?(?:changelogs?|\.changeset|newsfragments|releasenotes|release-notes)/.+",
            ),
            "There is no CHANGELOG.",
        ),
        applies=_has_code,
        applies_to="repositories with program code",
    ),
)
