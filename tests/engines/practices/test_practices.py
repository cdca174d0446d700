"""Practices: what each question answers, and on which evidence."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ospolis.engines.practices import (
    PRACTICES,
    HistoryFacts,
    PracticeResult,
    assess_repository,
    shipped_words,
    wanted_paths,
)
from ospolis.engines.practices.repository import Repository

DAY = 86_400
NOW = 1_800_000_000  # 2027-01-15 08:00 UTC
PUBLICCODE = (
    b"""\
publiccodeYmlVersion: "0"
name: Tool
url: https://example.org/tool
platforms: [web]
developmentStatus: stable
softwareType: standalone/web
description:
  en:
    shortDescription: Counts.
    longDescription: """
    + b"It counts what there is to count. " * 6
    + b"""
    features: [Counting]
legal: {license: MIT}
maintenance: {type: none}
localisation: {localisationReady: false, availableLanguages: [en]}
"""
)


def ask(
    code: str, *paths: str, contents: dict[str, bytes] | None = None, history: HistoryFacts | None = None,
    complete: bool = True,
) -> PracticeResult:  # fmt: skip
    results = assess_repository(paths, contents or {}, history or HistoryFacts(), NOW, complete=complete).results
    return next(result for result in results if result.code == code)


def answer(code: str, *paths: str, **options: object) -> tuple[str, str, int]:
    result = ask(code, *paths, **options)
    first = result.evidence[0]
    return result.answer, first.path, first.line


def test_every_practice_answers_once_in_the_order_of_the_table():
    results = assess_repository((), {}, HistoryFacts(), NOW).results
    assert [result.code for result in results] == [practice.code for practice in PRACTICES]
    assert len({practice.code for practice in PRACTICES}) == len(PRACTICES) == 48


def test_every_practice_explains_itself_and_knows_other_frameworks():
    for practice in PRACTICES:
        assert practice.question.endswith("?")
        assert practice.why.endswith(".")
        assert practice.remedy.endswith(".")
    assert set(shipped_words().references) == {practice.code for practice in PRACTICES}
    assert ("scorecard", "v5", "License", "equal") in [
        (one.framework, one.version, one.item, one.relation) for one in ask("licence").references
    ]
    assert {one.relation for listed in shipped_words().references.values() for one in listed} <= {
        "equal", "broader", "narrower", "related",
    }  # fmt: skip


FOUND = [
    ("readme", "README.md"), ("readme", "readme"), ("readme", "docs/README.rst"), ("readme", "README.it.md"),
    ("licence", "LICENSE"), ("licence", "LICENCE.txt"), ("licence", "COPYING"), ("licence", "EUPL-1.2.txt"),
    ("licence", "LICENSES/MIT.txt"), ("licence", "MIT-LICENSE"), ("licence", "UNLICENSE"),
    ("contributing", "CONTRIBUTING.md"), ("contributing", ".github/CONTRIBUTING.md"),
    ("code-of-conduct", "CODE_OF_CONDUCT.md"), ("code-of-conduct", "docs/code-of-conduct.md"),
    ("governance", "GOVERNANCE.md"), ("governance", ".github/GOVERNANCE.md"), ("governance", "CHARTER.md"),
    ("maintainers", "MAINTAINERS"), ("maintainers", "COMMUNITY.md"), ("maintainers", ".github/CODEOWNERS"),
    ("maintainers", "AUTHORS"), ("maintainers", "CONTRIBUTORS.md"),
    ("metadata-file", "publiccode.yml"), ("metadata-file", "code.json"), ("metadata-file", "codemeta.json"),
    ("contribution-terms", ".github/dco.yml"), ("contribution-terms", "CLA.md"), ("contribution-terms", ".clabot"),
    ("support", "SUPPORT.md"), ("support", ".github/SUPPORT.md"),
    ("architecture", "ARCHITECTURE.md"), ("architecture", "docs/adr/0001-a.md"),
    ("architecture", "doc/Architecture/a.md"),
    ("architecture", "web/adr/0001-a.md"), ("architecture", "docs/decisions/1.md"),
    ("weakness-scan", ".trivyignore"), ("weakness-scan", "osv-scanner.toml"),
    ("fuzzing", ".clusterfuzzlite/build.sh"), ("fuzzing", "fuzz/fuzz_targets/a.rs"),
    ("fuzzing", "src/ParserFuzzer.java"),
    ("publishing", ".goreleaser.yml"), ("publishing", ".releaserc.json"), ("provenance", "tool.intoto.jsonl"),
    ("code-owners", ".github/CODEOWNERS"),
    ("documentation", "docs/install/linux.md"), ("documentation", "a/mkdocs.yml"),
    ("issue-templates", ".github/ISSUE_TEMPLATE/bug.yml"), ("issue-templates", ".gitlab/issue_templates/Bug.md"),
    ("change-template", ".github/PULL_REQUEST_TEMPLATE.md"),
    ("change-template", ".gitlab/merge_request_templates/a.md"),
    ("roadmap", "ROADMAP.md"), ("citation", "CITATION.cff"), ("accessibility-statement", "ACCESSIBILITY.md"),
    ("ci", ".github/workflows/a.yml"), ("ci", ".gitlab-ci.yml"), ("ci", "Jenkinsfile"),
    ("ci", ".woodpecker.yml"),
    ("tests", "tests/test_a.py"), ("tests", "src/test/java/ATest.java"), ("tests", "pkg/a_test.go"),
    ("tests", "src/a.spec.ts"), ("tests", "lib/a_spec.rb"), ("tests", "src/__tests__/a.js"),
    ("tests", "src/MapTest.kt"),     ("tests", "e2e/log-in.feature"),
    ("style", ".editorconfig"), ("style", "web/.eslintrc.json"), ("style", "eslint.config.mjs"), ("style", "ruff.toml"),
    ("style", ".golangci.yml"), ("style", "config/checkstyle.xml"), ("style", "api/.rubocop.yml"),
    ("dependency-updates", "renovate.json"), ("dependency-updates", ".github/dependabot.yml"),
    ("sbom", "dist/sbom.json"), ("sbom", "tool.cdx.json"), ("sbom", "sboms/a.xml"), ("sbom", "tool.spdx"),
    ("static-analysis", ".github/workflows/codeql-analysis.yml"), ("static-analysis", "sonar-project.properties"),
    ("container", "deploy/Dockerfile"), ("container", "docker-compose.yml"), ("container", "charts/tool/Chart.yaml"),
    ("changelog", "CHANGELOG.md"), ("changelog", "docs/changes.rst"), ("changelog", ".changeset/a.md"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "path"), FOUND)
def test_a_file_in_its_usual_place_meets_the_practice(code, path):
    assert answer(code, "src/main.py", "src/page.html", path) == ("met", path, 0)


@pytest.mark.parametrize("code", sorted({code for code, _ in FOUND}))
def test_absence_is_said_only_of_a_complete_list(code):
    assert answer(code, "src/main.py", "src/page.html")[0] == "not met"
    assert answer(code, "src/main.py", "src/page.html", complete=False)[0] == "cannot tell"


def test_the_shallowest_file_is_the_evidence_and_three_are_enough():
    paths = ["docs/README.md", "README.md", "README.de.md", "README.fr.md", "src/README.md"]
    assert [one.path for one in ask("readme", *paths).evidence] == ["README.md", "README.de.md", "README.fr.md"]


@pytest.mark.parametrize(
    "code",
    ["tests", "ci", "style", "sbom", "static-analysis", "publiccode", "changelog", "releases", "readme-start",
     "code-owners", "several-contributors", "shared-knowledge", "maturity", "architecture", "support", "fuzzing",
     "contribution-terms", "publishing", "provenance", "tests-run", "signed-tags", "api-description", "weakness-scan"],
)  # fmt: skip
def test_a_repository_of_documents_is_not_asked_about_code(code):
    assert answer(code, "README.md", "docs/a.md", "docs/conf.py", "examples/a.py") == ("not applicable", "", 0)
    assert ask(code, "README.md").evidence[0].text.startswith("This is asked of repositories")


@pytest.mark.parametrize(
    ("path", "has_code"),
    [
        ("src/main/java/com/example/App.java", True),
        ("app/src/main/kotlin/org/agency/samples/App.kt", True),
        ("com/example/App.java", True),
        ("de/example/App.java", True),
        ("examples/app/src/main/java/com/example/App.java", False),
        ("src/test/java/com/example/AppTest.java", False),
        ("docs/com/example/App.java", False),
        ("com/example/conf.py", False),
        ("example/App.java", False),
        ("src/main/resources/examples/a.sql", False),
        ("main.folder/java", False),
    ],
)
def test_a_package_named_example_is_no_folder_of_examples(path: str, has_code: bool) -> None:
    assert Repository((path,), {}, HistoryFacts(), NOW).has_code is has_code


def test_a_cut_list_cannot_say_that_a_question_does_not_apply():
    assert ask("tests", "README.md", complete=False).answer == "cannot tell"


@pytest.mark.parametrize("code", ["accessibility-statement", "container"])
def test_only_software_with_pages_is_asked_about_pages(code):
    assert ask(code, "src/main.go").answer == "not applicable"
    assert ask(code, "index.html").answer == "not applicable"
    assert ask(code, "src/main.go", "web/index.html").answer == "not met"


def test_the_readme_is_read_for_a_way_to_start():
    paths = ("README.md", "main.py")
    assert answer("readme-start", *paths, contents={"README.md": b"# Tool\n\n## Installation\n"}) == (
        "met",
        "README.md",
        3,
    )
    assert answer("readme-start", *paths, contents={"README.md": b"# Tool\n"}) == ("not met", "README.md", 0)
    assert answer("readme-start", *paths) == ("cannot tell", "README.md", 0)
    assert answer("readme-start", "main.py") == ("not met", "", 0)


def test_a_security_policy_must_name_where_to_report():
    path = "SECURITY.md"
    assert answer("security-policy", path, contents={path: b"# Security\nsecurity@example.org\n"}) == ("met", path, 2)
    assert answer("security-policy", path, contents={path: b"We care.\n"}) == ("not met", path, 0)
    assert answer("security-policy", path) == ("met", path, 0)
    assert answer("security-policy", "README.md") == ("not met", "", 0)
    assert answer("security-policy", "public/.well-known/security.txt")[0] == "met"


@pytest.mark.parametrize(
    ("code", "path", "line"),
    [
        ("maturity", "publiccode.yml", "developmentStatus: stable"),
        ("maturity", "code.json", '  "status": "Production",'),
        ("maturity", "codemeta.json", '  "developmentStatus": "active",'),
        ("maturity", "README.md", "**Status:** beta"),
        ("maturity", "README.md", "| Project status | In development |"),
        ("maturity", "README.md", "![Project Status: Active](https://www.repostatus.org/badges/latest/active.svg)"),
        ("maturity", "README.md", "This project is no longer maintained."),
        ("maturity", "README.md", "The software is still under active development."),
        ("maturity", "README.md", "It is not yet ready for production."),
        ("maintainers", "README.md", "## Maintainers"),
        ("maintainers", "README.md", "Developed and maintained by the Ministry of Works."),
        ("maintainers", "publiccode.yml", "  contacts:"),
        ("governance", "README.md", "## Governance of the project"),
        ("governance", "CONTRIBUTING.md", "# Governance"),
        ("support", "README.md", "## Getting help"),
        ("support", "README.md", "Ask in our [Slack](https://example.org)."),
        ("support", "CONTRIBUTING.md", "Questions? Write to team@example.org and wait."),
        ("contribution-terms", "CONTRIBUTING.md", "Every commit needs a Signed-off-by line."),
        ("contribution-terms", "README.md", "Contributions are licensed under the same licence."),
        ("contribution-terms", "README.md", "By opening one you agree that your contribution has this licence."),
        ("roadmap", "README.md", "## Roadmap"),
        ("roadmap", "README.md", "See [the public roadmap](https://example.org)."),
    ],
)
def test_a_line_may_say_what_no_file_is_named_after(code, path, line):
    contents = {path: b"# Tool\n" + line.encode() + b"\n"}
    assert answer(code, "main.py", path, contents=contents)[:3] == ("met", path, 2)


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("maturity", "Another setup is currently under development in its own repository."),
        ("maturity", "We keep the API stable and the life of the battery long."),
        ("maintainers", "Our team has tea at five."),
        ("governance", "Good governance matters."),
        ("support", "It supports PostgreSQL."),
        ("contribution-terms", "Contributions are welcome."),
        ("roadmap", "There is no plan."),
    ],
)
def test_words_in_passing_say_nothing(code, line):
    assert answer(code, "main.py", "README.md", contents={"README.md": line.encode()})[0] == "not met"
    assert answer(code, "main.py", "README.md") == ("cannot tell", "README.md", 0)


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["src/main.py"], ("not applicable", "")),
        (["tests/api/a.py", "src/main.py"], ("not applicable", "")),
        (["src/api/a.py"], ("not met", "")),
        (["src/PatientController.java"], ("not met", "")),
        (["src/api/a.py", "docs/openapi.yaml"], ("met", "docs/openapi.yaml")),
        (["src/api/a.py", "src/patients.proto"], ("met", "src/patients.proto")),
        (["src/api/a.py", "tests/openapi.json", ".github/workflows/openapi.yml"], ("not met", "")),
    ],
)
def test_code_that_answers_other_programs_describes_how(paths, expected):
    assert answer("api-description", *paths)[:2] == expected


def test_in_go_such_tests_may_stand_anywhere():
    assert answer("fuzzing", "a.go", "a_test.go") == ("cannot tell", "a_test.go", 0)
    assert answer("fuzzing", "a.go")[0] == "not met"
    assert answer("fuzzing", "a.go", "a_fuzz_test.go") == ("met", "a_fuzz_test.go", 0)


def test_publiccode_must_follow_the_standard():
    paths = ("publiccode.yml", "main.py")
    good = {"publiccode.yml": PUBLICCODE}
    assert answer("publiccode", *paths, contents=good) == ("met", "publiccode.yml", 0)
    bad = {"publiccode.yml": PUBLICCODE.replace(b"stable", b"done")}
    assert answer("publiccode", *paths, contents=bad) == ("not met", "publiccode.yml", 5)
    assert ask("publiccode", *paths, contents={"publiccode.yml": b"a: [\n"}).evidence[0].text.startswith("The file: ")
    assert answer("publiccode", *paths) == ("met", "publiccode.yml", 0)
    assert answer("publiccode", "main.py") == ("not met", "", 0)


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["main.py"], ("not applicable", "")),
        (["package.json", "a.js"], ("not met", "package.json")),
        (["package.json", "yarn.lock"], ("met", "package.json")),
        (["web/app/package.json", "web/pnpm-lock.yaml"], ("met", "web/app/package.json")),
        (["web/package.json", "api/yarn.lock"], ("not met", "web/package.json")),
        (["go.mod", "go.sum", "Cargo.toml"], ("not met", "Cargo.toml")),
        (["Gemfile", "Gemfile.lock", "examples/package.json"], ("met", "Gemfile")),
    ],
)
def test_every_manifest_needs_a_lock_file_beside_or_above(paths, expected):
    assert answer("lock-files", *paths)[:2] == expected


def test_lock_files_that_were_cut_off_are_not_held_against_anyone():
    assert ask("lock-files", "package.json", complete=False).answer == "cannot tell"


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("no-secret-files", "config/.env"), ("no-secret-files", "deploy/id_rsa"), ("no-secret-files", "a/b.p12"),
        ("no-binaries", "lib/tool.jar"), ("no-binaries", "bin/tool.exe"),
    ],
)  # fmt: skip
def test_files_that_should_not_be_there_are_named(code, path):
    assert answer(code, path) == ("not met", path, 0)
    assert answer(code, "a.py") == ("met", "", 0)
    assert answer(code, "a.py", complete=False)[0] == "cannot tell"


@pytest.mark.parametrize(
    "path", [".env.example", "gradle/wrapper/gradle-wrapper.jar", ".mvn/wrapper/maven-wrapper.jar"]
)
def test_harmless_names_are_left_alone(path):
    assert ask("no-secret-files", path).answer == "met"
    assert ask("no-binaries", path).answer == "met"


def test_only_a_few_files_are_wanted():
    paths = [
        "README.md", "docs/README.md", "src/README.md", "SECURITY.md", "publiccode.yml", "code.json", "src/main.py",
        "CONTRIBUTING.md", *(f".github/workflows/{number:02}.yml" for number in range(60)),
        *(f"image-{number:02}/Dockerfile" for number in range(30)),
    ]  # fmt: skip
    wanted = wanted_paths(paths)
    assert wanted[:6] == (
        "README.md", "docs/README.md", "SECURITY.md", "publiccode.yml", "code.json", "CONTRIBUTING.md",
    )  # fmt: skip
    assert len(wanted) == 6 + 50 + 20


def test_endless_lines_take_no_time():
    workflow, order = ".github/workflows/ci.yml", b"curl npm push ${{ from uses: "
    content = {
        "README.md": b"status is a " * 90_000, "SECURITY.md": b"a" * 1_000_000, workflow: order * 30_000,
        "Dockerfile": order * 30_000, "CONTRIBUTING.md": b"contributing agree to a licence " * 30_000,
        "code.json": b'"maturityModelTier" ' * 40_000,
    }  # fmt: skip
    started = time.process_time()
    assess_repository((*content, "a.py"), content, HistoryFacts(), NOW)
    assert time.process_time() - started < 10


PATHS = st.lists(
    st.sampled_from([path for _, path in FOUND]) | st.text(st.characters(codec="utf-8"), max_size=30), max_size=15
)
COUNTS = st.none() | st.integers(-(10**12), 10**12)


@settings(deadline=None, max_examples=120)
@given(
    paths=PATHS,
    content=st.binary(max_size=200),
    counts=st.tuples(COUNTS, COUNTS, COUNTS, COUNTS),
    releases=st.none()
    | st.lists(st.tuples(st.text(max_size=5), st.integers(-(10**12), 10**12)), max_size=3).map(tuple),
    complete=st.booleans(),
)
def test_any_repository_gets_every_answer(paths, content, counts, releases, complete):
    commits, people, factor, last = counts
    history = HistoryFacts(commits, people, factor, None, last, releases, None)
    contents = dict.fromkeys(wanted_paths(paths), content)
    results = assess_repository(paths, contents, history, NOW, complete=complete).results
    assert {result.answer for result in results} <= {"met", "not met", "cannot tell", "not applicable"}
    assert all(result.evidence for result in results)
