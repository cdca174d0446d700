"""Sources that cannot be read: each says why and what to do, the run goes on, and nothing of them is obeyed."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engines.gitrepo.repository_workshop import Workshop
from mapping.country_workshop import ALPHA, LIMITS, MIT, Country, add_commits, make_repository
from ospolis.core.scanbox import BoxAnswer, BoxOutcome
from ospolis.evidence.models import CurrentValue, Fact
from ospolis.mapping.models import Repository, Source, WorkItem

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def failures(summary: dict[str, Any]) -> list[tuple[str, str, str]]:
    assert all(row["message"] and row["remedy"] for row in summary["failures"])
    return [(row["step"], row["code"], row["location"].rpartition("/")[2]) for row in summary["failures"]]


DOCUMENTS = {
    "component list that is cut": ("sbom", "a.json", '{"bomFormat": "CycloneDX", "specVersion"', "syntax"),
    "page instead of publiccode.yml": (
        "publiccode",
        "publiccode.yml",
        "<!DOCTYPE html><html><body>404</body></html>",
        "wrong-content",
    ),
    "publiccode.yml that is empty": ("publiccode", "publiccode.yml", "", "wrong-content"),
    "publiccode.yml with aliases": ("publiccode", "publiccode.yml", "a: &x 1\nb: *x\n", "wrong-content"),
    "code.json that is a list of numbers": ("code-json", "code.json", "[1, 2]", "wrong-content"),
    "code.json that is a page": ("code-json", "code.json", "<html></html>", "wrong-content"),
}


@pytest.mark.parametrize("case", DOCUMENTS)
def test_a_document_of_the_wrong_content_fails_with_its_reason(country: Country, alpha: Path, case: str) -> None:
    kind, name, content, code = DOCUMENTS[case]
    country.write(name, content)
    country.sources(f"min-a,{kind},{name},,", f"min-a,git,file://{alpha},,")

    summary = country.map()

    assert failures(summary) == [("analyse", code, name)]
    assert summary["sources"] == {"total": 2, "done": 1, "failed": 1, "unchanged": 0}
    assert summary["repositories"] == 1


def test_what_failed_is_tried_again_and_said_once(country: Country) -> None:
    country.write("code.json", "[1]")
    country.sources("min-a,code-json,code.json,,")
    country.map()
    country.map()

    assert WorkItem.objects.filter(stage="analyse").get().attempts == 1
    country.write(
        "code.json",
        '{"version": "2.0", "agency": "A", "releases": [{"name": "N", "repositoryURL": "https://example.org/n"}]}',
    )

    summary = country.map()

    assert [row["code"] for row in summary["failures"]] in ([], ["invalid"])
    assert Repository.objects.get().address == "https://example.org/n"


def test_an_empty_repository_is_read_as_empty(country: Country, tmp_path: Path) -> None:
    made = make_repository(tmp_path / "empty.git")
    country.sources(f"min-a,git,file://{made},,")

    summary = country.map()

    assert failures(summary) == []
    assert Repository.objects.get().state == "empty"
    assert list(Fact.objects.filter(subject_kind="repository").values_list("measure", "text")) == [
        ("repository.state", "empty")
    ]
    add_commits(made, ALPHA)

    country.map()

    assert Repository.objects.get().state == "read"


def test_a_repository_that_becomes_empty_keeps_nothing_of_what_was_read(country: Country, tmp_path: Path) -> None:
    made = make_repository(tmp_path / "made.git", ALPHA)
    country.sources(f"min-a,git,file://{made},,")
    country.map()
    (made / "refs/heads/main").unlink()

    country.map()

    row = Repository.objects.get()
    assert (row.state, row.commit, row.licence_declared, row.licence_detected, row.language) == (
        "empty",
        "",
        "",
        "",
        "",
    )
    assert (row.files, row.components, row.code_lines, row.practices_met, row.languages) == (None, None, None, None, {})
    assert list(CurrentValue.objects.filter(subject_kind="repository").values_list("text", flat=True)) == ["empty"]


def test_a_shallow_repository_is_read_without_its_history(country: Country, tmp_path: Path) -> None:
    import subprocess

    made = make_repository(tmp_path / "made.git", {"a": "1"}, {"a": "2"}, ALPHA)
    shallow = tmp_path / "shallow.git"
    subprocess.run(["git", "clone", "-q", "--bare", "--depth=1", f"file://{made}", str(shallow)], check=True)
    country.sources(f"min-a,git,file://{shallow},,")

    summary = country.map()

    assert summary["repositories"] in (0, 1)
    if summary["failures"]:
        assert failures(summary)[0][1] in {"shallow", "malformed", "corrupt"}
    assert not Fact.objects.filter(measure="repository.commits-365d").exists()


def test_what_git_refuses_is_told_in_sentences(country: Country, tmp_path: Path) -> None:
    country.sources(f"min-a,git,file://{tmp_path / 'nowhere'},,")

    (failure,) = country.map()["failures"]

    assert failure["message"][0].isupper()
    assert failure["message"].endswith(".")
    assert failure["remedy"][0].isupper()
    assert failure["remedy"].endswith(".")


def test_a_corrupt_repository_fails_with_its_reason(country: Country, tmp_path: Path, alpha: Path) -> None:
    workshop = Workshop(tmp_path / "corrupt.git")
    commit = workshop.commit(workshop.files({"a": b"1"}))
    workshop.object_path(commit).write_bytes(b"not zlib")
    country.sources(f"min-a,git,file://{workshop.folder},,", f"min-a,git,file://{alpha},,")

    summary = country.map()

    assert failures(summary) == [("collect", "corrupt", "corrupt.git")]
    assert summary["repositories"] == 1


def test_a_folder_that_is_no_repository_fails(country: Country, tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    country.sources(f"min-a,git,file://{tmp_path}/plain,,", f"min-a,git,file://{tmp_path}/none,,")

    assert failures(country.map()) == [("collect", "missing", "none"), ("collect", "missing", "plain")]


def test_a_private_address_is_not_asked(country: Country) -> None:
    country.sources("min-a,git,https://127.0.0.1/a,,", "min-a,publiccode,https://localhost/publiccode.yml,,")

    summary = country.map()

    assert [(step, code) for step, code, _ in failures(summary)] == [
        ("collect", summary["failures"][0]["code"]),
        ("collect", summary["failures"][0]["code"]),
    ]


def test_an_enormous_repository_is_read_in_part(country: Country, tmp_path: Path) -> None:
    made = make_repository(tmp_path / "many.git", {f"src/f{number}.py": f"a = {number}\n" for number in range(40)})
    country.limits = replace(LIMITS, entries=10)
    country.sources(f"min-a,git,file://{made},,")

    summary = country.map()

    assert failures(summary) == [("analyse", "entries", "many.git")]
    assert Source.objects.get().state == "partial"
    assert Repository.objects.get().files == 10


def test_a_repository_over_the_size_limit_fails(country: Country, tmp_path: Path) -> None:
    noise = os.urandom(3_000_000)
    made = make_repository(tmp_path / "big.git", {"noise.bin": noise, "LICENSE": MIT})
    country.limits = replace(LIMITS, pack_bytes=1_000_000)
    country.sources(f"min-a,git,file://{made},,")

    summary = country.map()

    assert summary["sources"]["total"] == 1
    assert {code for _, code, _ in failures(summary)} <= {"pack-size"}


def arm(workshop: Workshop, canary: Path) -> None:
    """Let whatever git may run in a repository touch a file."""
    (workshop.folder / "hooks").mkdir()
    for name in ("post-upload-pack", "pre-upload", "post-checkout", "reference-transaction", "post-update"):
        hook = workshop.folder / "hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch {canary}\n")
        hook.chmod(0o755)
    config = workshop.folder / "config"
    config.write_text(
        config.read_text() + f'[core]\n\tfsmonitor = "touch {canary}"\n\tsshCommand = touch {canary}\n'
        f'[uploadpack]\n\tpackObjectsHook = "touch {canary}; :"\n[filter "evil"]\n\tsmudge = touch {canary}\n'
        f'[diff "evil"]\n\tcommand = touch {canary}\n[alias]\n\tls-tree = !touch {canary}\n'
    )


def test_links_submodules_hooks_and_evil_paths_are_listed_and_never_followed(country: Country, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(MIT.replace("Ministry", "SECRET"))
    canary = tmp_path / "canary"
    workshop = Workshop(tmp_path / "hostile.git")
    tree = workshop.tree(
        sorted(
            [
                ("120000", b"LICENSE", workshop.blob(str(secret).encode())),
                ("120000", b"README.md", workshop.blob(b"../../../../etc/passwd")),
                ("160000", b"module", "1" * 40),
                ("100644", b".gitmodules", workshop.blob(f'[submodule "m"]\n\turl = ext::touch {canary}\n'.encode())),
                ("100644", b".gitattributes", workshop.blob(b"* filter=evil diff=evil\n")),
                ("100755", b"gradlew", workshop.blob(f"#!/bin/sh\ntouch {canary}\n".encode())),
                ("100644", b"main.py", workshop.blob(b"print('x')\n")),
            ],
            key=lambda line: line[1],
        )
    )
    workshop.commit(tree)
    arm(workshop, canary)
    country.boxed = True
    country.sources(f"min-a,git,file://{workshop.folder},,")

    summary = country.map()

    assert not canary.exists()
    for fact in Fact.objects.all():
        assert "SECRET" not in f"{fact.text}{fact.detail}" and "root:" not in f"{fact.text}{fact.detail}"
    assert not Fact.objects.filter(measure="repository.licence-declared").exists()
    assert summary["sources"]["total"] == 1


def test_a_tree_that_unfolds_without_end_is_read_in_part(country: Country, tmp_path: Path) -> None:
    workshop = Workshop(tmp_path / "bomb.git")
    workshop.commit(workshop.bomb(10, 10, [("100644", b"a.py", workshop.blob(b"a = 1\n"))]))
    country.limits = replace(LIMITS, entries=500)
    country.sources(f"min-a,git,file://{workshop.folder},,")

    summary = country.map()

    assert failures(summary) == [("analyse", "entries", "bomb.git")]


class BrokenBox:
    """Ends as a box ends that was made to exhaust itself."""

    def __init__(self, answer: BoxAnswer) -> None:
        self.answer = answer

    def run(self, payload: bytes) -> BoxAnswer:
        return self.answer

    def close(self) -> None:
        """Nothing to end."""


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (BoxAnswer(BoxOutcome.LIMIT, limit="memory_bytes"), "read-limit"),
        (BoxAnswer(BoxOutcome.CRASHED, message="ended by signal 11"), "reader-ended"),
        (BoxAnswer(BoxOutcome.DONE, (b"{not json",)), "box-answer"),
        (BoxAnswer(BoxOutcome.DONE, (b'{"found": "x", "licence": 7}', b"[1]", b'{"history": 3}')), "box-answer"),
        (BoxAnswer(BoxOutcome.DONE, (b'{"piece": 1, "of": 2}',)), "box-answer"),
        (BoxAnswer(BoxOutcome.DONE, (b'{"found": 0, "licence": {"a": 1}, "manifest": [1]}',)), "box-answer"),
    ],
)
def test_a_reader_that_was_misled_costs_one_source_only(
    country: Country, alpha: Path, answer: BoxAnswer, code: str
) -> None:
    country.repository_box = BrokenBox(answer)  # type: ignore[assignment]
    country.write("code.json", '{"version": "2.0", "agency": "A", "releases": []}')
    country.sources(f"min-a,git,file://{alpha},,")

    summary = country.map()

    assert failures(summary) == [("analyse", code, "alpha.git")]


def test_names_longer_than_any_column_are_cut_or_left_out(country: Country, tmp_path: Path) -> None:
    long = "x" * 1500
    manifest = f'{{"name": "{long}", "license": "{"MIT AND " * 200}MIT", "dependencies": {{"{long}": "1.0.0"}}}}'
    folder = tmp_path / ("n" * 120) / ("m" * 240)
    made = make_repository(folder, {"package.json": manifest, "README.md": "\0 " * 50, "a.py": "# \0\n" * 9})
    country.sources(f"min-a,git,file://{made},,")

    summary = country.map()

    assert failures(summary) == []
    assert (summary["repositories"], summary["components"]) == (1, 0)


def test_a_repository_with_names_that_databases_refuse_is_read(country: Country, tmp_path: Path) -> None:
    workshop = Workshop(tmp_path / "names.git")
    package = b'{"name": "a", "license": "MIT\\u0000\\ud800", "dependencies": {"b\\u0000c": "1", "\\ud800": "1"}}'
    workshop.commit(
        workshop.tree(
            sorted(
                [
                    ("100644", b"a" * 3000 + b".py", workshop.blob(b"a = 1\n")),
                    ("100644", b"package.json", workshop.blob(package)),
                    ("100644", "naïve\u2028.py".encode(), workshop.blob(b"# SPDX-License-Identifier: MIT\x00\n")),
                    ("100644", b"\xff\xfe.py", workshop.blob(b"a = 1\n")),
                ],
                key=lambda line: line[1],
            )
        )
    )
    country.sources(f"min-a,git,file://{workshop.folder},,")

    summary = country.map()

    assert failures(summary) == []
    assert summary["repositories"] == 1
