"""Practices about how the code is made, tested, run and released."""

from __future__ import annotations

from ospolis.engines.practices.looks import Line, file_like, file_or_line, words
from ospolis.engines.practices.pipelines import PIPELINES
from ospolis.engines.practices.places import Places, anywhere, inside, near
from ospolis.engines.practices.practice import Practice, has_code, has_interface
from ospolis.engines.practices.repository import Repository

_TESTS = (
    inside(
        r"tests?|testing|spec|specs|__tests__|e2e|cypress|integration-tests?|unittests?",
        r".+\.(?:java|kts?|scala|groovy|cs|fs|vb|php|swift|py|rb|go|rs|exs?|dart|c|cc|cpp|[cm]?[jt]sx?|vue|pl|pm|t|r|jl|clj"
        r"|erl|hs|lua|sh|bats|ps1|feature|robot)",
    )
    | anywhere(r"test_.+\.py", r".+_test\.(?:go|py|rb|exs|dart|c|cc|cpp)", ends="py go rb exs dart c cc cpp")
    | anywhere(r".+[._](?:test|spec)\.[cm]?[jt]sx?", r".+_spec\.rb", ends="js jsx cjs mjs ts tsx cts mts rb")
    | anywhere(r".*(?:test|tests|spec)\.[a-z]+", ends="java kt scala groovy cs php swift")
)
_STYLE = anywhere(
    r"\.editorconfig",
    r"\.eslintrc(?:\.[a-z]+)?",
    r"(?:eslint|prettier|stylelint|biome)\.config\.[a-z]+",
    r"(?:biome|tslint|\.swiftlint|\.jshintrc)(?:\.(?:jsonc?|ya?ml))?",
    r"\.(?:prettierrc|stylelintrc)(?:\.[a-z]+)?",
    r"\.?(?:ruff\.toml|flake8|pylintrc|golangci\.(?:ya?ml|toml|json)|rubocop\.ya?ml|scalafmt\.conf|clang-format)",
    r"\.?(?:rustfmt\.toml|php-cs-fixer(?:\.dist)?\.php|phpcs\.xml(?:\.dist)?|credo\.exs|formatter\.exs)",
    r"(?:checkstyle[a-z_-]*\.xml|detekt[a-z-]*\.ya?ml|pmd[a-z_-]*\.xml)",
    r".*(?:formatter|code-?style)\.xml",
    r"\.pre-commit-config\.ya?ml",
)
_TEST_ORDERS = words(
    r"\b(?:npm|yarn|pnpm|bun|nx|lerna|deno|turbo)\b[^\n]*\btest"
    r"|\b(?:go|cargo|dotnet|swift|flutter|dart|mix|composer|rake|rails|bazel|make|just|ant|sbt|lein|zig|mage|task)"
    r"[ \t]+(?:-\S+[ \t]+|run[ \t]+)*[\"']?(?:test|check|spec|phpunit)"
    r"|\b(?:mvn|mvnw|maven)\b.*\b(?:test|verify|install|package|deploy)\b"
    r"|\bgradlew?\b.*\b(?:test|check|build)\b"
    r"|\b(?:pytest|tox|nox|unittest|rspec|phpunit|pest|jest|vitest|mocha|karma|cypress|playwright|behave|cucumber"
    r"|ctest|minitest|testcafe|nose2?|turbo_tests|parallel_rspec|gotestsum|molecule|bats|robot)\b",
    "test check spec jest mvn maven gradle tox nox pest mocha karma cypress playwright behave cucumber nose molecule"
    " bats robot",
)
_PUBLISH_ORDERS = words(
    r"\b(?:npm|yarn|pnpm|lerna|poetry|uv|flit|pdm|cargo|ko)\b.*\bpublish\b|\btwine upload\b|gh-action-pypi-publish"
    r"|\bgem push\b|release-gem|\b(?:dotnet )?nuget push\b|\bmvnw?\b.*\bdeploy\b|\bgradlew?\b.*\b(?:publish|upload|jib)"
    r"|goreleaser|semantic-release|changesets/action|release-please|docker/build-push-action|\bkaniko\b"
    r"|\bdocker(?: compose| buildx|-compose)?(?: image)? (?:build\b.*--)?push\b|\b(?:buildah|crane|podman|helm) push\b"
    r"|\bskopeo copy\b|helm/chart-releaser|softprops/action-gh-release|actions/create-release|ncipollo/release-action"
    r"|\bgh release (?:create|upload)\b|\brelease-cli\b|\bpush:[ \t]*true",
    "publish upload push release deploy jib changesets kaniko skopeo",
)
_CHANGELOG = near(
    r"(?:docs?/)?(?:changelog|changes|history|news|release[-_]?notes|releases)(?:[._-][a-z0-9_.-]+)?",
    r"(?:docs?/)?(?:changelogs?|\.changeset|newsfragments|releasenotes|release-notes)/.+",
)


def _has_pipelines(repository: Repository) -> bool:
    return repository.has_code and bool(repository.list_texts(PIPELINES))


QUALITY = (
    Practice(
        code="ci",
        group="quality",
        title="Continuous integration",
        question="Is every change built and checked by a machine?",
        why="Faults are found in minutes by a machine, in months by users.",
        remedy="Add a pipeline that builds and tests each change; ten lines are enough to begin.",
        look=file_like(PIPELINES.places, "There is no pipeline of a known service."),
        applies=has_code,
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
        applies=has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="tests-run",
        group="quality",
        title="Tests in the pipeline",
        question="Does the pipeline run the tests?",
        why="A test that nobody runs finds nothing.",
        remedy="Add the order that runs your tests, such as `npm test` or `mvn verify`, as a step of the pipeline.",
        look=file_or_line(Places(), (Line(PIPELINES, _TEST_ORDERS),), "No step of the pipeline is known to run tests."),
        applies=_has_pipelines,
        applies_to="repositories with program code and a pipeline",
    ),
    Practice(
        code="style",
        group="quality",
        title="Coherent style",
        question="Is the style of the code checked by a tool?",
        why="Reviews can then be about the matter, and code of many hands reads as one.",
        remedy="Add .editorconfig and the formatter of your language, and run it in the pipeline.",
        look=file_like(_STYLE, "There is no settings file of a formatter or linter."),
        applies=has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="container",
        group="quality",
        title="Ready to run",
        question="Can it be started in a container?",
        why="Another institution can try it in an hour instead of a week.",
        remedy="Add a Dockerfile or Containerfile and one line in the README that starts it.",
        look=file_like(
            anywhere(
                r"(?:dockerfile|containerfile)(?:[._-][a-z0-9._-]+)?",
                r"(?:docker-)?compose(?:[.-][a-z0-9_-]+)*\.ya?ml",
            )
            | anywhere(r".+", ends="dockerfile")
            | anywhere(r"chart\.yaml|(?:flake|default)\.nix", ends="yaml nix"),
            "There is no file for a container.",
        ),
        applies=has_interface,
        applies_to="repositories of software that runs as a service with pages",
    ),
    Practice(
        code="changelog",
        group="releases",
        title="Changelog",
        question="Is it written down what changed between versions?",
        why="Operators must know what an update does before they install it.",
        remedy="Add CHANGELOG.md and write one line for each change that a user notices.",
        look=file_like(_CHANGELOG, "There is no CHANGELOG."),
        applies=has_code,
        applies_to="repositories with program code",
    ),
    Practice(
        code="publishing",
        group="releases",
        title="Published by a machine",
        question="Does a pipeline publish what is installed?",
        why="What one person builds on one computer cannot be made again when that person is away.",
        remedy="Let the pipeline build and publish the package or image when a version is tagged.",
        look=file_or_line(
            near(
                r"\.?goreleaser\.ya?ml|\.releaserc(?:\.[a-z]+)?|release\.config\.[cm]?js|\.release-please-manifest\.json"
            ),
            (Line(PIPELINES, _PUBLISH_ORDERS),),
            "No step of a pipeline is known to publish a package, an image or a release.",
        ),
        applies=has_code,
        applies_to="repositories with program code",
    ),
)
