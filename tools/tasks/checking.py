"""make check: everything that reads the code and needs no suite, two steps at a time, in under a minute."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tasks.calling import Answer, capture_program
from tasks.environment import prepare_environment
from tasks.licences import find_refused, read_report
from tasks.places import BIN, CACHE, PYTHON, ROOT, SETTINGS, SOURCE
from tasks.preparing import compile_translations
from tasks.stamps import digest_inputs, is_done, mark_done

LANES = 2
CODE_FOLDERS = ("src", "tests", "tools", "benchmarks")


@dataclass(frozen=True)
class Step:
    """One check: its name and what it does."""

    name: str
    do: Callable[[], Answer]


def run_checks(arguments: Sequence[str]) -> int:
    """Run all checks, or the named ones; print each with its seconds and what the failed ones said."""
    start = time.monotonic()
    prepare_environment("test")
    compile_translations()
    steps = [step for step in STEPS if not arguments or step.name in arguments]
    if not steps:
        print("there is no such check; there are: " + ", ".join(step.name for step in STEPS))
        return 2
    with ThreadPoolExecutor(max_workers=LANES) as lanes:
        answers = list(lanes.map(lambda step: step.do(), steps))
    seconds = time.monotonic() - start
    failed = [(step, answer) for step, answer in zip(steps, answers, strict=True) if answer.code]
    for step, answer in failed:
        print(f"== {step.name}\n{answer.output.rstrip()}\n")
    for step, answer in zip(steps, answers, strict=True):
        print(f"{'FAILED' if answer.code else 'ok':<7}{step.name:<12}{answer.seconds:6.1f} s")
    print(
        f"{len(steps) - len(failed)} passed, {len(failed)} failed in {seconds:.1f} s",
        flush=True,
    )
    return 1 if failed else 0


def list_code_folders() -> list[str]:
    """Return the folders with Python in them that exist."""
    return [folder for folder in CODE_FOLDERS if (ROOT / folder).is_dir()]


def check_types() -> Answer:
    """Run mypy in strict mode over the product and over this folder, with its cache kept."""
    product = capture_program([BIN / "mypy", "--no-error-summary"], extra={"MYPYPATH": "src"})
    tools = capture_program(
        [BIN / "mypy", "--no-error-summary", "--config-file", "tools/mypy.ini", "tools"],
    )
    return join_answers(product, tools)


def check_format() -> Answer:
    """Ask ruff whether every file is formatted."""
    return capture_program([BIN / "ruff", "format", "--check", "--output-format=concise", *list_code_folders()])


def check_lint() -> Answer:
    """Ask ruff for faults."""
    return capture_program([BIN / "ruff", "check", "--output-format=concise", *list_code_folders()])


def check_templates() -> Answer:
    """Ask djade whether every template is formatted."""
    templates = sorted(SOURCE.rglob("templates/**/*.html"))
    if not templates:
        return Answer(0, "", 0.0)
    return capture_program([BIN / "djade", "--target-version", "5.2", "--check", *templates])


def check_floors() -> Answer:
    """Ask import-linter whether the floors hold."""
    words = [BIN / "lint-imports", "--no-logo", "--cache-dir", CACHE / "import-linter"]
    return capture_program(words, extra={"PYTHONPATH": "src"})


def check_dependencies() -> Answer:
    """Ask deptry for packages that are used and not declared, or declared and not used."""
    return capture_program([BIN / "deptry", "src", "--config", "tools/deptry.toml", "--no-ansi"])


def check_migrations() -> Answer:
    """Ask Django whether a model has changed without its migration."""
    words = [PYTHON, "-W", "error", "-m", "django", "makemigrations", "--check", "--dry-run", "--noinput"]
    extra = {"DJANGO_SETTINGS_MODULE": SETTINGS, "OSPOLIS_DATA_DIR": str(CACHE / "test-data")}
    return capture_program(words, extra=extra)


def check_house() -> Answer:
    """Run the rules of the house that need no browser."""
    extra = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "OSPOLIS_DATA_DIR": str(CACHE / "test-data")}
    words = [PYTHON, "-m", "pytest", "tests/house", "-m", "not browser and not long"]
    return capture_program(words, extra=extra)


def check_licences() -> Answer:
    """Hold the licences of all installed packages against the list, once for each lock file."""
    digest = digest_inputs([Path(__file__).with_name("licences.py"), ROOT / "requirements" / "test.txt"])
    if is_done("licences", digest):
        return Answer(0, "", 0.0)
    answer = capture_program([BIN / "pip-licenses", "--format=json", "--from=mixed", "--ignore-packages", "ospolis"])
    refused = [answer.output] if answer.code else find_refused(read_report(answer.output))
    if not refused:
        mark_done("licences", digest)
    return Answer(1 if refused else 0, "\n".join(refused), answer.seconds)


def join_answers(*answers: Answer) -> Answer:
    """Make one answer of several programs that belong to one step."""
    return Answer(
        max(answer.code for answer in answers),
        "".join(answer.output for answer in answers),
        sum(answer.seconds for answer in answers),
    )


# The longest first, so that both lanes end at about the same time.
STEPS = (
    Step("types", check_types),
    Step("house", check_house),
    Step("floors", check_floors),
    Step("migrations", check_migrations),
    Step("licences", check_licences),
    Step("dependencies", check_dependencies),
    Step("lint", check_lint),
    Step("format", check_format),
    Step("templates", check_templates),
)
