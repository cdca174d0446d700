"""Commands that read files and print what they hold, without settings and without a database."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ospolis.core.config import read_config
from ospolis.core.program import (
    DONE,
    IN_PART,
    REFUSED,
    Command,
    InputProblem,
    RefusedInput,
    add_json,
    print_json,
    print_line,
    tell,
)


def _add_paths(parser: argparse.ArgumentParser, what: str) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar=what)
    add_json(parser)


def add_licences_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `licences`."""
    _add_paths(parser, "PATH")
    parser.add_argument("--files", action="store_true", help="name the licence of each file")
    parser.add_argument("--deep", action="store_true", help="show unrecognised texts to a second scanner")


def add_components_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `components`."""
    _add_paths(parser, "PATH")
    parser.add_argument("--cyclonedx", type=Path, metavar="FILE", help="write a CycloneDX 1.6 component list")


def add_metadata_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `metadata`."""
    _add_paths(parser, "FILE")
    kinds = ("publiccode", "code-json", "codemeta")
    parser.add_argument("--to", choices=kinds, help="write the first file in another form to standard output")


def add_sbom_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `sbom`."""
    _add_paths(parser, "FILE")


def show_licences(options: argparse.Namespace) -> int:
    """Print the licences of repositories or folders."""
    from ospolis.mapping.reading.offline import read_licences  # noqa: PLC0415  # heavy: the engines cost 0.6 s at start

    with _second_reader(asked=options.deep) as second:
        return _show_each(
            options,
            "repositories",
            lambda path: read_licences(path, name_files=options.files, second=second),
            _say_licences,
        )


@contextmanager
def _second_reader(*, asked: bool) -> Iterator[Callable[[str], dict[str, Any]] | None]:
    """What shows a text to the second scanner, when that was asked for.

    Raises   RefusedInput
    """
    if not asked:
        yield None
        return
    from ospolis.mapping.deep.scanner import HOW_TO_INSTALL, ask_text, find_scanner  # noqa: PLC0415  # heavy: the engines cost 0.6 s at start
    from ospolis.mapping.second_answers import TOOL  # noqa: PLC0415  # as above

    python = read_config(os.environ).deep_python
    scanner = find_scanner(python)
    if scanner is None:
        raise RefusedInput([InputProblem("deep", f"There is no second licence scanner at {python}.", HOW_TO_INSTALL)])
    with scanner.open_box() as box:
        yield lambda text: {**asdict(ask_text(box, text)), "tool": TOOL, "version": scanner.version}


def show_components(options: argparse.Namespace) -> int:
    """Print the components of repositories or folders, and write them as a component list."""
    from ospolis.mapping.reading import offline  # noqa: PLC0415  # heavy: the engines cost 0.6 s at start

    code = _show_each(options, "repositories", offline.read_components, _say_components)
    if options.cyclonedx and code == DONE:
        options.cyclonedx.write_bytes(offline.write_component_list(options.paths))
    elif options.cyclonedx:
        tell(f"{options.cyclonedx} was not written, because a path could not be read.")
    return code


def show_sboms(options: argparse.Namespace) -> int:
    """Print whether component lists can be used, and what is wrong with them."""
    from ospolis.mapping.reading.judging import judge_component_list  # noqa: PLC0415  # heavy: the engines cost 0.6 s at start

    return _show_each(options, "files", judge_component_list, _say_file)


def show_metadata(options: argparse.Namespace) -> int:
    """Print whether metadata files follow their standard, or convert one."""
    from ospolis.mapping.reading.judging import judge_metadata  # noqa: PLC0415  # heavy: the engines cost 0.6 s at start

    if options.to:
        return _convert(options.paths[0], options.to)
    return _show_each(options, "files", judge_metadata, _say_file, unread="invalid")


def _show_each(
    options: argparse.Namespace,
    name: str,
    read: Callable[[Path], dict[str, Any]],
    say: Callable[[dict[str, Any]], str],
    unread: str = "refused",
) -> int:
    """Read each path, print all answers, and sum them up: all refused is 2, some refused is 3.

    Shapes   unread: the verdict on a path that cannot be opened, in the words of the command's own verdicts
    """
    answers = [_read_or_explain(path, read, unread) for path in options.paths]
    if options.json:
        print_json({name: answers})
    else:
        for answer in answers:
            print_line(say(answer))
    refused = sum(answer.get("verdict") in ("refused", "invalid", "error") for answer in answers)
    return DONE if not refused else REFUSED if refused == len(answers) else IN_PART


def _read_or_explain(path: Path, read: Callable[[Path], dict[str, Any]], unread: str) -> dict[str, Any]:
    from ospolis.mapping.reading.offline import Unreadable  # noqa: PLC0415  # heavy: the engines cost 0.6 s at start

    try:
        return read(path)
    except Unreadable as problem:
        told = {"path": "", "line": 0, "code": problem.code, "level": "error", "message": problem.message}
        return {"path": str(path), "file": str(path), "verdict": unread, "problems": [told], "seconds": 0.0}


def _convert(path: Path, kind: str) -> int:
    from ospolis.mapping.reading.judging import convert_metadata  # noqa: PLC0415  # heavy: the engines cost 0.6 s at start
    from ospolis.mapping.reading.offline import Unreadable  # noqa: PLC0415  # as above

    try:
        text, losses = convert_metadata(path, kind)
    except Unreadable as problem:
        tell(f"{path}: {problem.message}")
        return REFUSED
    for loss in losses:
        tell(f"lost: {loss}")
    print_line(text.rstrip("\n"))
    return DONE


def _say_licences(answer: dict[str, Any]) -> str:
    if "declared" not in answer:
        return _say_file(answer)
    lines = [f"{answer['path']}: declared {answer['declared'] or 'nothing'}, found {answer['detected'] or 'nothing'}"]
    if isinstance(answer["files"], dict):  # asked for by --files
        lines += [f"  {path}: {expression or 'nothing'}" for path, expression in sorted(answer["files"].items())]
    for text in answer.get("deep", ()):
        said = f"{text['tool']} says {text['expression']}" if text["expression"] else text["state"]
        lines.append(f"  not recognised: {text['path']}, line {text['first_line']}: {said}")
    return "\n".join(lines)


def _say_components(answer: dict[str, Any]) -> str:
    if "components" not in answer:
        return _say_file(answer)
    lines = [f"{answer['path']}: {len(answer['components'])} components"]
    lines += [f"  {one['scope']:<12} {one['purl']} {one['licence']}".rstrip() for one in answer["components"]]
    return "\n".join(lines)


def _say_file(answer: dict[str, Any]) -> str:
    lines = [f"{answer['file']}: {answer['verdict']}"]
    for problem in answer["problems"]:
        line = f"line {problem['line']}" if problem.get("line") else ""
        place = ", ".join(part for part in (line, problem["path"]) if part)
        lines.append(f"  {place}: {problem['message']}" if place else f"  {problem['message']}")
    return "\n".join(lines)


def _command(
    name: str,
    words: str,
    example: str,
    run: Callable[[argparse.Namespace], int],
    add: Callable[[argparse.ArgumentParser], None],
) -> Command:
    return Command(name=name, help=words, example=example, run=run, add_arguments=add, needs_site=False)


COMMANDS: Sequence[Command] = (
    _command(
        "licences",
        "Name the licences of repositories or folders.",
        "ospolis licences ../my-project --files --json",
        show_licences,
        add_licences_arguments,
    ),
    _command(
        "components",
        "List the components of repositories or folders, from manifests and lock files.",
        "ospolis components ../my-project --cyclonedx bom.json",
        show_components,
        add_components_arguments,
    ),
    _command(
        "sbom",
        "Check component lists (CycloneDX, SPDX).",
        "ospolis sbom bom.json --json",
        show_sboms,
        add_sbom_arguments,
    ),
    _command(
        "metadata",
        "Check or convert publiccode.yml, code.json, CodeMeta and DPG records.",
        "ospolis metadata publiccode.yml --to codemeta",
        show_metadata,
        add_metadata_arguments,
    ),
)
