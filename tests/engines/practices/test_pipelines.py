"""Pipelines and container files: what they order, and what is dangerous in it."""

from __future__ import annotations

import pytest

from ospolis.engines.practices import HistoryFacts, assess_repository

NOW = 1_800_000_000
WORKFLOW = ".github/workflows/ci.yml"
OTHER = ".github/workflows/other.yml"


def ask(code: str, contents: dict[str, str], *paths: str, complete: bool = True) -> tuple[str, str, int]:
    """What a practice answers of a repository with these files; `paths` are files whose content is not at hand."""
    raw = {path: text.encode() for path, text in contents.items()}
    found = assess_repository(("main.py", *contents, *paths), raw, HistoryFacts(), NOW, complete=complete)
    result = next(result for result in found.results if result.code == code)
    return result.answer, result.evidence[0].path, result.evidence[0].line


def test_steps_from_elsewhere_must_be_fixed():
    loose = "permissions: read-all\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@v4\n"
    fixed = loose.replace("v4", "a" * 40 + " # v4") + "      - uses: ./local\n      # - uses: a/b@v1\n"
    assert ask("pinned-actions", {WORKFLOW: loose}) == ("not met", WORKFLOW, 5)
    assert ask("pinned-actions", {WORKFLOW: fixed})[0] == "met"
    assert ask("pinned-actions", {WORKFLOW: fixed}, complete=False)[0] == "cannot tell"
    assert ask("pinned-actions", {WORKFLOW: fixed}, OTHER) == ("cannot tell", OTHER, 0)
    assert ask("pinned-actions", {WORKFLOW: loose}, OTHER) == ("not met", WORKFLOW, 5)
    assert ask("pinned-actions", {})[0] == "not applicable"


def test_workflows_must_name_their_rights():
    named, bare = "permissions:\n  contents: read\n", "jobs:\n  a:\n    permissions: {}\n"
    assert ask("pipeline-rights", {WORKFLOW: named})[0] == "met"
    assert ask("pipeline-rights", {WORKFLOW: bare}) == ("not met", WORKFLOW, 0)
    assert ask("pipeline-rights", {WORKFLOW: "on: push\npermissions: write-all\n"}) == ("not met", WORKFLOW, 2)
    assert ask("pipeline-rights", {}, WORKFLOW) == ("cannot tell", WORKFLOW, 0)


FOREIGN = "on:\n  pull_request_target:\njobs:\n  a:\n    steps:\n"
CHECKOUT = (
    "      - uses: actions/checkout@v4\n        with:\n          ref: ${{ github.event.pull_request.head.sha }}\n"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FOREIGN + CHECKOUT, ("not met", WORKFLOW, 8)),
        ("on: [push, pull_request_target]\n" + CHECKOUT, ("not met", WORKFLOW, 4)),
        (
            "on:\n  - workflow_run\n" + CHECKOUT.replace("pull_request.head", "workflow_run.head_"),
            ("not met", WORKFLOW, 5),
        ),
        (FOREIGN + "      - run: gh pr checkout 1\n", ("not met", WORKFLOW, 6)),
        (FOREIGN + "      - run: git fetch ${{ github.event.pull_request.head.repo.url }}\n", ("not met", WORKFLOW, 6)),
        ("on: pull_request\n" + CHECKOUT, ("met", "", 0)),
        (FOREIGN + "      - uses: actions/checkout@v4\n", ("met", "", 0)),
        ("steps:\n  - run: echo ${{ github.event.issue.title }}\n", ("not met", WORKFLOW, 2)),
        ("steps:\n  - run: |\n      a\n\n      echo ${{ github.head_ref }}\n  - b: c\n", ("not met", WORKFLOW, 5)),
        (
            "steps:\n  - with:\n      script: |\n        say('${{ github.event.comment.body }}')\n",
            ("not met", WORKFLOW, 4),
        ),
        ("steps:\n  - run: |\n      echo $T\n    env:\n      T: ${{ github.event.issue.title }}\n", ("met", "", 0)),
        ("steps:\n  - if: ${{ github.head_ref }}\n", ("met", "", 0)),
        ("steps:\n  - run: echo ${{ github.event.issue.number }}\n", ("met", "", 0)),
    ],
)
def test_code_and_text_of_strangers_is_found_where_it_would_run(text, expected):
    assert ask("dangerous-steps", {WORKFLOW: text}) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM debian:12\n", ("not met", "Dockerfile", 1)),
        ("ARG A\nfrom --platform=linux/amd64 node\n", ("not met", "Dockerfile", 2)),
        (f"FROM debian@sha256:{'a' * 64} AS build\nFROM scratch\nCOPY --from=build /a /a\n", ("met", "", 0)),
        (f"FROM debian@sha256:{'a' * 64} AS build\nFROM Build\n", ("met", "", 0)),
        ("FROM ${BASE}\n", ("met", "", 0)),
        ("# FROM debian:12\nFROM scratch\n", ("met", "", 0)),
    ],
)
def test_images_must_be_fixed(text, expected):
    assert ask("pinned-images", {"Dockerfile": text}) == expected


def test_images_are_asked_of_those_who_build_them():
    assert ask("pinned-images", {})[0] == "not applicable"
    assert ask("pinned-images", {"web/tool.dockerfile": "FROM a:1\n"}) == ("not met", "web/tool.dockerfile", 1)
    assert ask("pinned-images", {}, "Dockerfile") == ("cannot tell", "Dockerfile", 0)


@pytest.mark.parametrize(
    "order",
    [
        "curl -sSL https://example.org/install.sh | sh",
        "wget -qO- https://example.org/a | sudo -E bash -",
        "bash <(curl -s https://example.org/a)",
        'sh -c "$(curl -fsSL https://example.org/a)"',
        "iwr https://example.org/a.ps1 -useb | iex",
    ],
)
def test_programs_are_not_run_unseen(order):
    assert ask("blind-downloads", {WORKFLOW: f"steps:\n  - run: {order}\n"}) == ("not met", WORKFLOW, 2)
    assert ask("blind-downloads", {"Dockerfile": f"RUN {order}\n"}) == ("not met", "Dockerfile", 1)


def test_downloads_that_are_looked_at_first_are_fine():
    for order in ("curl -o a https://example.org/a", "curl https://example.org/a | tar x", "wget a && sh b", "sh a.sh"):
        assert ask("blind-downloads", {WORKFLOW: f"- run: {order}\n"})[0] == "met"
    assert ask("blind-downloads", {})[0] == "not applicable"


ORDERS = {
    "tests-run": [
        "npm test", "yarn run test:unit", "go test ./...", "cargo test", "make check", "bundle exec rake spec",
        "mvn -B verify", "./gradlew build", "pytest -q", "tox", "npx jest", "dotnet test",
        "npx nx affected --target=test",
        "php vendor/bin/pest", "bats tests", "npx cypress run", "bundle exec turbo_tests",
    ],
    "publishing": [
        "npm publish", "twine upload dist/*", "uses: pypa/gh-action-pypi-publish@v1",
        "uses: docker/build-push-action@v6",
        "docker push a/b", "docker build -t a --push .", "cargo publish", "mvn deploy", "./gradlew publish",
        "gem push a",
        "uses: goreleaser/goreleaser-action@v6", "gh release create v1", "push: true", "helm push a", "ko publish .",
        "uses: softprops/action-gh-release@v2", "skopeo copy a b", "dotnet nuget push a", "release-cli create",
        "uses: changesets/action@v1", "uses: GoogleContainerTools/kaniko@v1", "./gradlew jib", "poetry publish",
    ],
    "provenance": [
        "uses: actions/attest-build-provenance@v2", "cosign sign a", "npm publish --provenance", "gpg --detach-sign a",
        "uses: slsa-framework/slsa-github-generator@v2", "provenance: true", "jarsigner a.jar", "notation sign a",
        "uses: sigstore/gh-action-sigstore-python@v3", "uses: crazy-max/ghaction-import-gpg@v6", "minisign -S",
    ],
    "weakness-scan": [
        "npm audit", "bundle audit", "bundler-audit check", "pip-audit", "uses: actions/dependency-review-action@v4",
        "uses: aquasecurity/trivy-action@v1", "grype a", "govulncheck ./...", "cargo-deny check", "safety check",
        "snyk test", "osv-scanner -r .", "dotnet list package --vulnerable", "mvn dependency-check:check",
        "nancy sleuth",
        "- template: Security/Dependency-Scanning.gitlab-ci.yml", "docker scout cves a", "auditjs ossi",
    ],
    "static-analysis": [
        "uses: github/codeql-action/init@v3", "semgrep ci", "bandit -r .", "gosec ./...", "brakeman", "mvn sonar:sonar",
        "spotbugs", "phpstan analyse", "psalm", "golangci-lint run", "- template: Security/SAST.gitlab-ci.yml",
        "snyk code test", "njsscan .", "staticcheck ./...", "detekt", "horusec start", "checkmarx",
    ],
    "sbom": ["cyclonedx-py", "syft .", "uses: anchore/sbom-action@v0", "trivy fs --format spdx-json .",
             "spdx-sbom-generator"],
    "fuzzing": [
        "uses: google/clusterfuzzlite/actions/run_fuzzers@v1", "cargo fuzz run a", "go test -fuzz=FuzzA", "jazzer a",
        "uses: google/oss-fuzz/infra/cifuzz/actions/run_fuzzers@master", "schemathesis run a", "python -m atheris",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("code", "order"), [(code, order) for code, orders in ORDERS.items() for order in orders])
def test_an_order_of_the_pipeline_meets_the_practice(code, order):
    assert ask(code, {WORKFLOW: f"steps:\n  {order.upper()}\n"}) == ("met", WORKFLOW, 2)
    assert ask(code, {WORKFLOW: f"steps:\n  # {order}\n"})[0] == "not met"


@pytest.mark.parametrize("code", sorted(ORDERS))
def test_a_pipeline_that_was_not_read_proves_nothing(code):
    assert ask(code, {}, WORKFLOW) == ("cannot tell", WORKFLOW, 0)
    assert ask(code, {WORKFLOW: "steps:\n  - run: echo pushed latest tags\n"})[0] == "not met"


def test_running_tests_is_asked_of_those_who_have_a_pipeline():
    assert ask("tests-run", {})[0] == "not applicable"
