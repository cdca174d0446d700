"""The table of labelled files is in order, and what is wrong at none of those at hand stays so.

The whole table is judged by benchmarks/licence_gold.py; here only the files of clones that somebody keeps.
"""

import importlib.util
import os
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from ospolis.engines.licences import Expression, parse_expression

SCRIPT = Path(__file__).parents[3] / "benchmarks" / "licence_gold.py"


@pytest.fixture(scope="module")
def gold() -> ModuleType:
    spec = importlib.util.spec_from_file_location("licence_gold", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["licence_gold"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def mirrors(gold: ModuleType) -> Path:
    """A folder of clones, named by who has one."""
    folder = Path(os.environ.get("OSPOLIS_GOLD_MIRRORS", ""))
    if not any(gold.find_mirror(folder, row.repository) for row in gold.read_table()):
        pytest.skip("no clone of a labelled repository is at hand (OSPOLIS_GOLD_MIRRORS)")
    return folder


def test_the_table_holds_at_least_300_files_each_once_each_with_a_reason(gold: ModuleType) -> None:
    rows = gold.read_table()

    assert len(rows) >= 300
    assert len({(row.repository, row.commit, row.path) for row in rows}) == len(rows)
    assert [row for row in rows if len(row.commit) != 40 or "/" not in row.repository or not row.reason] == []


def test_every_label_is_an_spdx_expression_or_a_word_for_its_absence(gold: ModuleType) -> None:
    labels = {row.right for row in gold.read_table()} - {gold.NONE, gold.ASK}
    read = {label: parse_expression(label) for label in labels}

    assert [label for label, one in read.items() if not isinstance(one, Expression) or str(one) != label] == []


def test_labels_are_of_many_kinds(gold: ModuleType) -> None:
    rows = gold.read_table()
    counted = Counter(row.right for row in rows)

    assert len(counted) >= 80
    assert min(counted[gold.NONE], counted[gold.ASK]) >= 50
    assert len({row.repository for row in rows}) >= 80


def test_files_held_out_are_of_repositories_that_no_other_label_is_of(gold: ModuleType) -> None:
    rows = gold.read_table()
    names = ("first", "hold-out", "hold-out 2", "hold-out 3")
    sets = {name: {row.repository for row in rows if row.set == name} for name in names}

    assert {row.set for row in rows} == set(sets)
    assert sum(row.set != "first" for row in rows) >= 150
    assert sum(map(len, sets.values())) == len({row.repository for row in rows})


def test_lines_are_a_range_where_something_stands(gold: ModuleType) -> None:
    rows = [row for row in gold.read_table() if row.lines != "-"]
    ranges = [[int(line) for line in row.lines.split("-")] for row in rows]

    assert [pair for pair in ranges if len(pair) != 2 or not 0 < pair[0] <= pair[1]] == []


@pytest.mark.parametrize(
    ("right", "path", "text", "verdict"),
    [
        ("MIT", "a.py", "# SPDX-License-Identifier: MIT\n", "right"),
        ("Apache-2.0 OR MIT", "a.py", "# SPDX-License-Identifier: MIT OR Apache-2.0\n", "right"),
        ("MIT", "a.py", "# SPDX-License-Identifier: ISC\n", "wrong"),
        ("none", "a.py", "x = 1\n", "right"),
        ("ask", "a.py", "x = 1\n", "wrong"),
        ("ask", "a.py", "# This file is licensed under the BSD licence\n", "right"),
        ("BSD-3-Clause", "a.py", "# This file is licensed under the BSD licence\n", "queued"),
        ("ISC", "LICENSE", "SPDX-License-Identifier: MIT\nLicensed under the BSD license", "queued"),
        ("MIT", "logo.png.license", "SPDX-License-Identifier: MIT\n", "right"),
    ],
)
def test_an_answer_is_right_asked_or_wrong(gold: ModuleType, right: str, path: str, text: str, verdict: str) -> None:
    row = gold.Labelled("a/b", "0" * 40, path, "-", right, "made up")

    assert gold.judge(row, text.encode())[0] == verdict


def test_a_named_licence_beside_a_question_is_wrong_when_the_label_does_not_hold_it(gold: ModuleType) -> None:
    text = "# SPDX-License-Identifier: ISC\n\nx = 1\n\n\n\n# licensed under the BSD licence\n"
    row = gold.Labelled("a/b", "0" * 40, "a.py", "-", "MIT", "made up")

    assert gold.judge(row, text.encode())[0] == "wrong"


def test_no_file_at_hand_is_wrong_in_silence(gold: ModuleType, mirrors: Path) -> None:
    wrong = []
    for row in gold.read_table()[::20]:
        mirror = gold.find_mirror(mirrors, row.repository)
        content = gold.read_content(mirror, row) if mirror else None
        if content is not None and gold.judge(row, content)[0] == "wrong":
            wrong.append(row.path)

    assert wrong == []
