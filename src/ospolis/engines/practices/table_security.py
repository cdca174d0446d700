"""Practices that keep the code, what it is made of and what makes it safe."""

from __future__ import annotations

import re
from typing import Final

from ospolis.engines.practices.looks import (
    Line,
    absent,
    file_like,
    file_or_line,
    find_line,
    no_file_like,
    shown,
    unread,
    words,
)
from ospolis.engines.practices.pipelines import (
    IMAGES,
    PIPELINES,
    WORKFLOWS,
    find_blind_downloads,
    find_dangerous_steps,
    find_loose_images,
    find_loose_steps,
    find_wide_rights,
    has_images,
    has_orders,
    has_workflows,
    no_order,
)
from ospolis.engines.practices.places import Texts, anywhere, inside, known_places, near
from ospolis.engines.practices.practice import Finding, Practice, has_code
from ospolis.engines.practices.repository import Repository

SECURITY: Final = Texts(known_places(["security"]) | inside(r"\.well-known", r"security\.txt"), 2)

_WITH_WORKFLOWS = "repositories with workflows of GitHub, Gitea or Forgejo"
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
_REPORT = re.compile(
    r"[^@\s]+@[^@\s]+\.[a-z]{2,}|https?://|report a vulnerability|private(?:ly)? report", re.IGNORECASE
)
_SBOM_FILE = (
    anywhere(r".*(?:sbom|bom)\.(?:json|xml|spdx)", ends="json xml spdx")
    | anywhere(r".+\.(?:cdx|spdx)(?:\.(?:json|xml|ya?ml))?", ends="cdx spdx json xml yml yaml")
    | inside(r"sboms?", r".+\.[a-z]+")
)
_SBOM_WORD = words(
    r"cyclonedx|\bsboms?\b|\bsyft\b|spdx-(?:sbom|tools)|trivy\b.*--format (?:cyclonedx|spdx)",
    "cyclonedx sbom syft spdx",
)
_ANALYSIS_WORD = words(
    r"codeql|semgrep|sonar(?:cloud|qube|source|scanner|\b)|\bbandit\b|gosec|brakeman|spotbugs|\bpsalm\b|phpstan"
    r"|\bsnyk code\b|horusec|checkmarx|njsscan|\bsast\b|staticcheck|golangci-lint|\bdetekt\b",
    "codeql semgrep sonar bandit gosec brakeman spotbugs psalm phpstan snyk horusec checkmarx njsscan sast staticcheck"
    " golangci detekt",
)
_WEAKNESS_WORD = words(
    r"osv-scanner|\bpip-audit\b|\b(?:npm|yarn|pnpm|composer|cargo|bundler?)[ \t]+audit\b|bundler?-audit|audit-ci"
    r"|dependency-review-action|\btrivy\b|\bgrype\b|govulncheck|cargo-deny|\bsafety check\b|\bsnyk\b"
    r"|dependency-?check|dependency-scanning|--vulnerable\b|\bnancy\b|\bauditjs\b|\bscout cves\b",
    "osv-scanner audit dependency trivy grype vuln cargo-deny safety snyk nancy cves",
)
_FUZZ_FILE = (
    near(r"\.clusterfuzzlite/.+")
    | inside(r"fuzz|fuzzing|fuzzers?|fuzz_targets|fuzz-tests?", r".+\.[a-z]+")
    | anywhere(
        r".*_?fuzz_?test\.go|fuzz_.+\.(?:py|rs|c|cc|cpp|go)|.*fuzz(?:er|test)?\.(?:java|kt)",
        ends="go py rs c cc cpp java kt",
    )
)
_FUZZ_WORD = words(
    r"clusterfuzzlite|cifuzz|oss-?fuzz|\batheris\b|\bjazzer\b|cargo[ \t]+fuzz|-fuzz=|\bschemathesis\b",
    "fuzz atheris jazzer schemathesis",
)
_PROOF_WORD = words(
    r"attest-build-provenance|actions/attest|slsa-github-generator|slsa-framework|\bcosign (?:sign|attest)|sigstore"
    r"|\bgpg\b.*--(?:detach-sign|armor|clearsign)|--provenance\b|provenance:[ \t]*(?:true|mode)|\bminisign\b"
    r"|maven-gpg|\bgpg-sign|jarsigner|ghaction-import-gpg|\bnotation sign\b|^\s*signs:",
    "attest slsa cosign sigstore gpg provenance sign",
)
_SECRET_FILES = (
    anywhere(r"id_(?:rsa|dsa|ecdsa|ed25519)")
    | anywhere(r".+", ends="pfx p12 jks keystore ppk")
    | anywhere(r"\.env(?:\.(?:prod|production|local|staging))?|\.(?:htpasswd|netrc|pgpass)")
)
_BINARIES = anywhere(
    r"(?!gradle-wrapper\.jar$|maven-wrapper\.jar$).+", ends="exe dll so dylib jar war ear class pyc o obj msi apk"
)


def _look_for_report_way(repository: Repository) -> Finding:
    files = repository.list_texts(SECURITY)
    if not files:
        return absent(repository, "There is no security policy in the places where people look.")
    if line := find_line(repository, files, _REPORT):
        return Finding("met", (line,))
    if lost := unread(repository, files):
        return Finding("met", shown(lost, "This file is here; its content was not at hand."))
    return Finding("not met", shown(files, "This file names no address to report to."))


def _look_for_locks(repository: Repository) -> Finding:
    unlocked = [path for path in repository.manifests if not _is_locked(path.lower(), repository)]
    if not unlocked:
        locked = repository.manifests
        return Finding("met", shown(locked, "The versions behind this file are locked."))
    if not repository.complete:
        return absent(repository, "")
    return Finding("not met", shown(unlocked, "No lock file stands beside this file or above it."))


def _is_locked(manifest: str, repository: Repository) -> bool:
    """Workspaces keep one lock file in a folder above."""
    folder, _, name = manifest.rpartition("/")
    while True:
        prefix = f"{folder}/" if folder else ""
        if any(repository.holds(prefix + lock) for lock in _LOCKS[name]):
            return True
        if not folder:
            return False
        folder = folder.rpartition("/")[0]


_look_for_fuzzing_by_name = file_or_line(
    _FUZZ_FILE,
    (Line(PIPELINES, _FUZZ_WORD),),
    "No file and no step of a pipeline is known to feed the code with random input.",
)
_GO_TESTS = anywhere(r".+_test\.go", ends="go")


def _look_for_fuzzing(repository: Repository) -> Finding:
    """Go keeps such tests among the ordinary ones, whose content is not read here."""
    finding = _look_for_fuzzing_by_name(repository)
    go_tests = repository.find(_GO_TESTS, 1) if finding.answer == "not met" else ()
    if go_tests:
        return Finding("cannot tell", shown(go_tests, "In Go such a test may stand in any test file."))
    return finding


SUPPLY = (
    Practice(
        code="security-policy",
        group="security",
        title="Security policy",
        question="Can a weakness be reported in private?",
        why="Whoever finds a weakness needs a safe place to say so; else it is published, or sold.",
        remedy="Add SECURITY.md with an address for private reports and the time in which you answer.",
        look=_look_for_report_way,
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
            near(
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
            _SBOM_FILE,
            (Line(PIPELINES, _SBOM_WORD),),
            "There is no CycloneDX or SPDX file, and no pipeline writes one.",
        ),
        applies=has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="weakness-scan",
        group="security",
        title="Known weaknesses looked for",
        question="Does the pipeline compare dependencies with lists of known weaknesses?",
        why="A weakness that everybody knows is the first that is tried.",
        remedy="Add one step: osv-scanner, Trivy, or the audit order of your package tool.",
        look=file_or_line(
            near(r"\.trivyignore(?:\.ya?ml)?|\.snyk|osv-scanner\.toml|\.?grype\.ya?ml|audit-ci\.jsonc?|\.nancy-ignore"),
            (Line(PIPELINES, _WEAKNESS_WORD),),
            "No step of a pipeline is known to look for them. Alerts that a forge sends cannot be seen in files.",
        ),
        applies=lambda repository: bool(repository.manifests) or repository.has_code,
        applies_to="repositories with program code",
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
)
MAKING = (
    Practice(
        code="static-analysis",
        group="security",
        title="Static analysis",
        question="Does a tool look for weaknesses in the code?",
        why="Common mistakes are found before anyone can use them.",
        remedy="Add one analyser for your language to the pipeline, first without blocking.",
        look=file_or_line(
            near(
                r"\.semgrep(?:\.ya?ml|/.+|ignore)",
                r"\.github/workflows/[^/]*(?:codeql|semgrep|sonar)[^/]*\.ya?ml",
                r"\.bandit",
            )
            | anywhere(r"sonar-project\.properties|(?:phpstan|psalm)[a-z.-]*\.(?:neon|xml)(?:\.dist)?"),
            (Line(PIPELINES, _ANALYSIS_WORD),),
            "No settings of a static analyser were found.",
        ),
        applies=has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="fuzzing",
        group="security",
        title="Tried with random input",
        question="Is the code fed with random input to find faults?",
        why="Attackers try what no tester would think of; a machine can try it first.",
        remedy="Begin with the one function that reads what strangers send; the pipeline tries it for some minutes.",
        look=_look_for_fuzzing,
        applies=has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="dangerous-steps",
        group="security",
        title="No dangerous steps in the pipeline",
        question="Is the pipeline safe from code and text of strangers?",
        why="Whoever can make the pipeline run their code has the project's rights and secrets.",
        remedy="Run proposals of others without rights; hand their text to a step as an environment variable.",
        look=no_order((WORKFLOWS,), find_dangerous_steps, "No step runs code or text of strangers with rights."),
        applies=has_workflows,
        applies_to=_WITH_WORKFLOWS,
    ),
    Practice(
        code="pinned-actions",
        group="security",
        title="Fixed steps in the pipeline",
        question="Are steps from elsewhere fixed to one state of their code?",
        why="Whoever takes over such a step runs in your pipeline with your rights.",
        remedy="Write the full commit id after the @; Renovate and Dependabot keep it up to date.",
        look=no_order((WORKFLOWS,), find_loose_steps, "Every step from elsewhere is fixed to one state of its code."),
        applies=has_workflows,
        applies_to=_WITH_WORKFLOWS,
    ),
    Practice(
        code="pipeline-rights",
        group="security",
        title="Small rights in the pipeline",
        question="Does each workflow name the rights it needs?",
        why="A workflow that is tricked can do only what it was allowed to do.",
        remedy="Write `permissions: contents: read` at the top and add more only where a job needs it.",
        look=no_order((WORKFLOWS,), find_wide_rights, "Each workflow names the rights it needs."),
        applies=has_workflows,
        applies_to=_WITH_WORKFLOWS,
    ),
    Practice(
        code="pinned-images",
        group="security",
        title="Fixed images",
        question="Are the images that it builds on fixed to one content?",
        why="A tag may lead to another content tomorrow, made by somebody else.",
        remedy="Write the digest (@sha256:...) behind the image; Renovate and Dependabot keep it up to date.",
        look=no_order((IMAGES,), find_loose_images, "Every image from elsewhere is fixed to one content."),
        applies=has_images,
        applies_to="repositories that build images",
    ),
    Practice(
        code="blind-downloads",
        group="security",
        title="No blind downloads",
        question="Do pipelines and images run only programs that were checked first?",
        why="Whoever changes the file on that server runs in your pipeline.",
        remedy="Fetch the file, compare its checksum, then run it; or install it from a package.",
        look=no_order((PIPELINES, IMAGES), find_blind_downloads, "No order fetches a program and runs it in one go."),
        applies=has_orders,
        applies_to="repositories with pipelines or container files",
    ),
    Practice(
        code="provenance",
        group="releases",
        title="Proof of origin",
        question="Does the pipeline sign what it publishes?",
        why="Operators can check that what they install was built from this code and by nobody else.",
        remedy="Sign the release in the pipeline (Sigstore, or an attestation of the forge) and say how to check it.",
        look=file_or_line(
            near(r"(?:docs?/)?(?:provenance|[^/]*\.intoto)(?:\.[a-z]+)+"),
            (Line(PIPELINES, _PROOF_WORD),),
            "No step of a pipeline is known to sign a release or to attest its origin.",
        ),
        applies=has_code,
        applies_to="repositories with program code",
    ),
)
