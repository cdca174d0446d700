"""Readings of blobs, REUSE annotations, families and their data."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.licences.licence_specimens import BSD3, GPL3_LATER, MIT, known_text
from ospolis.engines.licences import (
    VERSION,
    Answer,
    Axes,
    Expression,
    Family,
    PathClass,
    axes_of,
    family_of,
    is_network_copyleft,
    parse_expression,
    read_blob,
    reading_from_plain,
)
from ospolis.engines.licences.reference import load_table
from ospolis.engines.licences.reuse import Annotation, covers, read_annotations

REUSE = b"""version = 1
[[annotations]]
path = ["assets/**", "logo.svg"]
precedence = "override"
SPDX-License-Identifier = "CC-BY-4.0"
[[annotations]]
path = "docs/*"
SPDX-License-Identifier = ["MIT", "CC0-1.0"]
[[annotations]]
path = "x"
SPDX-License-Identifier = "foo"
[[annotations]]
path = 7
SPDX-License-Identifier = "MIT"
[[annotations]]
path = "y"
precedence = "sometimes"
SPDX-License-Identifier = "MIT"
"""

DEP5 = b"""Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/

Files: img/* a\\*b
Copyright: 2020 An Office
License: CC-BY-4.0
 text of the licence

Files: nothing
"""


def test_a_reading_is_the_same_after_a_journey_through_json() -> None:
    for data, path_class in ((MIT.encode(), PathClass.LICENCE), (REUSE, PathClass.REUSE), (b"x", PathClass.SOURCE)):
        reading = read_blob(data, path_class)

        assert reading_from_plain(json.loads(json.dumps(reading.to_plain()))) == reading


def test_a_reading_says_its_version_state_and_answers() -> None:
    reading = read_blob(f"code\n{GPL3_LATER}".encode(), PathClass.SOURCE)

    assert (reading.version, reading.state) == (VERSION, "windows")
    assert [(row.window.first_line, row.answer.expression) for row in reading.windows] == [(2, "GPL-3.0-or-later")]


def test_a_window_that_was_answered_before_is_not_identified_again() -> None:
    first: dict[str, Answer] = {}
    read_blob(MIT.encode(), PathClass.LICENCE, answers=first)
    ruled = {key: Answer("named", "LicenseRef-ruling") for key in first}

    reading = read_blob(MIT.upper().encode(), PathClass.LICENCE, answers=ruled)

    assert [row.answer.expression for row in reading.windows] == ["LicenseRef-ruling"]


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300), st.sampled_from(list(PathClass)))
def test_no_bytes_make_a_reading_fail(noise: bytes, path_class: PathClass) -> None:
    reading = read_blob(noise + b" license under the " + noise, path_class)

    assert reading_from_plain(reading.to_plain()) == reading


def test_a_long_notice_file_is_read_within_its_windows() -> None:
    """200 kB of notices: 4 windows of at most 64 kB, each with many texts."""
    text = "\n\n".join((MIT, BSD3, known_text("ISC"))) * 70
    reading = read_blob(text.encode()[:200_000], PathClass.NOTICE)

    found = {match.expression for row in reading.windows for match in row.answer.matches if match.kind == "text"}

    assert (len(reading.windows), found) == (4, {"MIT", "BSD-3-Clause", "ISC"})


def test_annotations_of_a_reuse_file_are_read_and_the_broken_ones_left_out() -> None:
    assert read_annotations(REUSE) == (
        Annotation(("assets/**", "logo.svg"), "override", "CC-BY-4.0"),
        Annotation(("docs/*",), "closest", "MIT AND CC0-1.0"),
    )
    assert [read_annotations(data) for data in (b"annotations = 3", b"annotations = [3]")] == [(), ()]


def test_the_older_form_is_read_too_and_its_star_crosses_folders() -> None:
    assert read_annotations(DEP5) == (Annotation(("img/**", "a\\**b"), "aggregate", "CC-BY-4.0"),)


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("docs/*", "docs/a.md", True),
        ("docs/*", "docs/b/a.md", False),
        ("docs/**", "docs/b/a.md", True),
        ("**", "a", True),
        ("a\\*b", "a*b", True),
        ("a\\*b", "axb", False),
        ("a.b", "axb", False),
        ("a\\", "a", True),
    ],
)
def test_a_pattern_covers_as_the_reuse_specification_says(pattern: str, path: str, expected: bool) -> None:
    assert covers(pattern, path) is expected


FAMILIES = [
    ("MIT", Family.PERMISSIVE),
    ("Apache-2.0 AND MIT", Family.PERMISSIVE),
    ("EUPL-1.2", Family.WEAK),
    ("MPL-2.0 AND LicenseRef-healthcare-disclaimer", Family.WEAK),
    ("AGPL-3.0-or-later", Family.STRONG),
    ("agpl-3.0", Family.STRONG),
    ("GPL-2.0-only WITH Classpath-exception-2.0", Family.STRONG),
    ("MIT OR GPL-2.0-only", Family.PERMISSIVE),
    ("MIT AND GPL-3.0-only", Family.SEVERAL),
    ("(MIT AND GPL-3.0-only) OR LGPL-3.0-only", Family.WEAK),
    ("MIT AND 3D-Slicer-1.0", Family.UNKNOWN),
    ("(MIT AND 3D-Slicer-1.0) OR 3D-Slicer-1.0", Family.UNKNOWN),
    ("BSD", Family.PERMISSIVE),
    ("foo", Family.UNKNOWN),
    ("LicenseRef-x", Family.UNKNOWN),
    ("LicenseRef-x AND LicenseRef-y", Family.UNKNOWN),
    ("NOASSERTION", Family.UNKNOWN),
    ("NONE", Family.NONE),
    (None, Family.NONE),
]


@pytest.mark.parametrize(("expression", "family"), FAMILIES, ids=[str(text) for text, _ in FAMILIES])
def test_an_expression_has_its_family(expression: str | None, family: Family) -> None:
    assert family_of(expression) is family


def test_the_axes_of_a_licence_are_apart_from_each_other() -> None:
    assert [axes_of(key) for key in ("EUPL-1.2", "CC-BY-4.0", "LicenseRef-x")] == [
        Axes("weak", True, "code", True, True, False),
        Axes("permissive", False, "content", False, True, False),
        Axes("unknown", False, "unknown", None, None, False),
    ]


def test_network_copyleft_is_found_anywhere_in_an_expression() -> None:
    reads = [parse_expression(text) for text in ("MIT AND AGPL-3.0-only", "MIT")]

    assert [is_network_copyleft(read) for read in reads if isinstance(read, Expression)] == [True, False]


@pytest.mark.parametrize("name", ["list.json", "names.json", "addenda.json", "rewordings.json", "axes.json"])
def test_each_table_says_its_source_date_and_unit(name: str) -> None:
    assert [bool(load_table(name)[key]) for key in ("source", "date", "unit")] == [True] * 3


def test_every_name_of_the_table_stands_for_proper_expressions() -> None:
    table = load_table("names.json")
    stated = [*table["names"].values(), *table["urls"].values(), *table["ambiguous"].values()]
    options = {option for value in stated for option in ([value] if isinstance(value, str) else value)}
    reads = {option: parse_expression(option) for option in options}

    assert {option: str(read) for option, read in reads.items()} == {option: option for option in options}


def test_every_pattern_of_the_axes_fits_a_listed_licence() -> None:
    table = load_table("axes.json")
    listed = set(load_table("list.json")["licences"])
    patterns = [pattern for rows in table["strength"].values() for pattern in rows]
    idle = [
        pattern
        for pattern in patterns
        if not pattern.startswith("LicenseRef-") and not any(key.startswith(pattern.rstrip("*")) for key in listed)
    ]

    assert idle == []
