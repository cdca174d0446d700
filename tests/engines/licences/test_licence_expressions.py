"""SPDX expressions and the free text that stands in their place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from license_expression import get_spdx_licensing

from ospolis.engines.licences import (
    Compound,
    Expression,
    Licence,
    Problem,
    join_expressions,
    list_licences,
    parse_expression,
)

PROPER = [
    ("mit", "MIT"),
    ("MIT or apache-2.0", "MIT OR Apache-2.0"),
    ("(MIT)", "MIT"),
    ("(MIT AND BSD-3-Clause) OR GPL-2.0+", "(MIT AND BSD-3-Clause) OR GPL-2.0-or-later"),
    ("MIT AND (ISC AND Zlib)", "MIT AND ISC AND Zlib"),
    ("MIT AND MIT", "MIT"),
    ("MIT OR ISC AND Zlib", "MIT OR (ISC AND Zlib)"),
    ("(MIT OR ISC) AND Zlib", "(MIT OR ISC) AND Zlib"),
    ("GPL-2.0-only+", "GPL-2.0-or-later"),
    ("GPL-2.0-or-later+", "GPL-2.0-or-later"),
    ("EPL-1.0+", "EPL-1.0+"),
    ("gpl-2.0-only with classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
    ("Apache-2.0 WITH AdditionRef-mine", "Apache-2.0 WITH AdditionRef-mine"),
    ("LicenseRef-x AND DocumentRef-d:LicenseRef-y", "LicenseRef-x AND DocumentRef-d:LicenseRef-y"),
    ("Apache License 2.0", "Apache-2.0"),
    ("The MIT License", "MIT"),
    ("MIT License (MIT)", "MIT"),
    ("New BSD", "BSD-3-Clause"),
    ("GPLv3+", "GPL-3.0-or-later"),
    ("GNU GPL v2 or later", "GPL-2.0-or-later"),
    ("GNU General Public License v2 only", "GPL-2.0-only"),
    ("European Union Public Licence 1.2", "EUPL-1.2"),
    ("License :: OSI Approved :: MIT License", "MIT"),
    ("MIT/Apache-2.0", "MIT OR Apache-2.0"),
    ("GPL2 w/ CPE", "GPL-2.0-only WITH Classpath-exception-2.0"),
]


@pytest.mark.parametrize(("text", "expected"), PROPER)
def test_a_text_has_one_written_form(text: str, expected: str) -> None:
    read = parse_expression(text)

    assert (str(read), read.kind if isinstance(read, Expression) else "") == (expected, "licences")


AMBIGUOUS = [
    ("agpl-3.0", ("AGPL-3.0-only", "AGPL-3.0-or-later")),
    ("GPLv3", ("GPL-3.0-only", "GPL-3.0-or-later")),
    ("BSD", ("BSD-2-Clause", "BSD-3-Clause")),
    ("Apache Software License", ("Apache-1.1", "Apache-2.0")),
    ("LGPL-2.1 OR MIT", ("LGPL-2.1-only", "LGPL-2.1-or-later")),
    ("MIT/GPL-2.0", ("GPL-2.0-only", "GPL-2.0-or-later")),
]


@pytest.mark.parametrize(("text", "options"), AMBIGUOUS)
def test_an_ambiguous_name_keeps_its_options(text: str, options: tuple[str, ...]) -> None:
    read = parse_expression(text)

    assert isinstance(read, Problem)
    assert (read.code, read.options) == ("ambiguous", options)


def test_an_old_id_in_a_tag_means_only_as_the_list_defined_it() -> None:
    read = parse_expression("GPL-2.0 OR MIT", old_means_only=True)

    assert str(read) == "GPL-2.0-only OR MIT"


WRONG = [
    ("foo", "unknown-id"),
    ("MIT AND", "syntax"),
    ("AND MIT", "syntax"),
    ("((MIT", "syntax"),
    ("MIT)", "syntax"),
    ("MIT ISC", "syntax"),
    ("(MIT OR ISC) WITH LLVM-exception", "syntax"),
    ("MIT WITH no-such-exception", "unknown-exception"),
    ("UNLICENSED", "not-licensed"),
    ("SEE LICENSE IN LICENSE.md", "see-file"),
    ("M" * 2001, "too-long"),
    (" AND ".join(["MIT"] * 101), "too-long"),
    ("(" * 40 + "MIT" + ")" * 40, "too-deep"),
    ("foo/bar", "unknown-id"),
    ("EUPL 1.2 or later", "unknown-id"),
    ("GPL 9", "unknown-id"),
]


@pytest.mark.parametrize(("text", "code"), WRONG, ids=[text[:30] for text, _ in WRONG])
def test_what_is_no_expression_says_why(text: str, code: str) -> None:
    read = parse_expression(text)

    assert isinstance(read, Problem)
    assert read.code == code


def test_no_statement_nothing_there_and_no_field_are_three_things() -> None:
    kinds = [parse_expression(text) for text in ("NOASSERTION", "none", None, "  ")]

    assert [(read.kind, str(read)) for read in kinds if isinstance(read, Expression)] == [
        ("NOASSERTION", "NOASSERTION"),
        ("NONE", "NONE"),
        ("absent", ""),
        ("absent", ""),
    ]


def test_licences_of_an_expression_are_listed_once_in_order() -> None:
    read = parse_expression("MIT OR (Apache-2.0 AND MIT)")

    assert isinstance(read, Expression)
    assert list_licences(read) == (Licence("MIT"), Licence("Apache-2.0"))
    assert list_licences(Expression("NONE")) == ()


def test_joining_refuses_what_is_no_expression() -> None:
    assert join_expressions("AND", ["MIT", "MIT AND ISC"]) == "MIT AND ISC"
    for text in ("foo", "NONE"):
        with pytest.raises(ValueError, match="is not an expression"):
            join_expressions("AND", ["MIT", text])


LICENSING = get_spdx_licensing()
IDS = st.sampled_from(["MIT", "Apache-2.0", "GPL-2.0-or-later", "EUPL-1.2", "BSD-3-Clause", "ISC"])
TREES = st.recursive(
    IDS.map(Licence),
    lambda parts: st.builds(
        lambda operator, chosen: Compound(operator, tuple(chosen)),
        st.sampled_from(["AND", "OR"]),
        st.lists(parts, min_size=2, max_size=3),
    ),
    max_leaves=8,
)


@settings(deadline=None, max_examples=100)
@given(TREES)
def test_the_written_form_reads_back_as_itself_and_means_what_others_read(tree: Licence | Compound) -> None:
    read = parse_expression(str(tree))

    assert isinstance(read, Expression)
    assert parse_expression(str(read)) == read
    assert LICENSING.is_equivalent(str(tree), str(read))


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="()+/ :MITandorwithGPL-20.x\x00é", max_size=60))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    assert isinstance(parse_expression(text), Expression | Problem)
