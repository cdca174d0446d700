"""Any file gets an answer."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ospolis.engines.metadata import Verdict, read_metadata, recognise, sum_up
from ospolis.engines.metadata.conversion import convert
from ospolis.engines.metadata.nodes import child, flag_of, items, read_json_tree, text_of, texts_of
from ospolis.engines.untrusted.yamltext import plain


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("publiccode.yml", b"name: x\n", "publiccode"),
        ("it-example_publiccode.yaml", b"\tbroken", "publiccode"),
        ("some.yml", b"publiccodeYmlVersion: '0'\n", "publiccode"),
        ("some.yml", b"publiccode-yaml-version: '0'\n", "publiccode"),
        ("notpubliccode.yml", b"a: 1\n", "unknown"),
        ("x", b'{"releases": []}', "code-json"),
        ("code.json", b"{broken", "code-json"),
        ("codemeta.json", b"{broken", "codemeta"),
        ("x.json", b"{broken", "unknown"),
        ("x.json", b'{"@context": "https://w3id.org/codemeta/3.0"}', "codemeta"),
        ("x.json", b'{"stage": "DPG", "license": [{}]}', "dpg"),
        ("x.json", b'{"data": {}}', "unknown"),
        ("x.json", b"[]", "unknown"),
        ("x.json", b"7", "unknown"),
        ("", b"", "unknown"),
    ],
)
def test_kinds_are_told_by_shape_and_else_by_name(name, data, kind):
    assert recognise(name, data) == kind
    reading = read_metadata(data, name=name)
    assert reading.kind == kind
    assert reading.problems or reading.records or kind == "code-json"


def test_what_cannot_be_read_is_one_problem_with_its_place():
    reading = read_metadata(b"name: x\n\turl: y\n", name="publiccode.yml")
    assert [(one.line, one.code, one.level) for one in reading.problems] == [(2, "tab-indent", "error")]
    assert (reading.verdict, reading.record) == ("invalid", None)
    reading = read_metadata(b"x" * 300_000, name="publiccode.yml")
    assert [one.code for one in reading.problems] == ["too-large"]


def test_an_unknown_file_says_so():
    assert [one.code for one in read_metadata(b"{}", name="x.json").problems] == ["unknown-kind"]


def test_verdicts_are_sums():
    def verdict(*levels: str) -> Verdict:
        return sum_up([type("P", (), {"level": level})() for level in levels])

    assert (verdict(), verdict("note"), verdict("note", "warning"), verdict("warning", "error")) == (
        "valid",
        "valid",
        "warnings",
        "invalid",
    )


def test_json_keeps_lines_columns_and_texts():
    tree = read_json_tree(b'\xef\xbb\xbf{"a": [1, "x\\"{", null, true],\n  "b": {"c": -1.5e3, "d": [], "e": {}}}')
    assert plain(tree) == {"a": [1, 'x"{', None, True], "b": {"c": -1500.0, "d": [], "e": {}}}
    value = child(tree, "b", "c")
    assert value is not None
    assert (value.line, value.column) == (2, 14)


def test_lenient_ways_of_reading_take_what_is_meant():
    tree = read_json_tree(b'{"a": [" x ", "", null, {"b": 1}], "t": "YES", "f": 0, "o": "maybe", "m": {"k": 1}}')
    assert texts_of(child(tree, "a")) == ("x",)
    assert (flag_of(child(tree, "t")), flag_of(child(tree, "f")), flag_of(child(tree, "o"))) == (True, False, None)
    assert (flag_of(child(tree, "m")), text_of(child(tree, "m")), items(None)) == (None, "", ())
    assert child(tree, "t", "deeper") is None


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("code.json", b'{"releases": [' + b"1," * 40_000 + b"1]}"),
        ("codemeta.json", b'{"@context": "https://w3id.org/codemeta/3.0", "keywords": "' + b"a," * 40_000 + b'"}'),
        ("x.json", b'[{"dpgid": "1", "repositories": "' + b"https://a.b/ " * 7_000 + b'"}]'),
        ("publiccode.yml", b"publiccodeYmlVersion: '0'\nurl: https://" + b"a." * 100_000 + b"b\n"),
        ("publiccode.yml", b"description: {en: {videos: ['https://" + b"a." * 100_000 + b"b']}}\n"),
        ("publiccode.yml", b"legal: {license: '" + b"(" * 200_000 + b"'}\n"),
    ],
)
def test_large_and_monotonous_files_take_no_time(name, data):
    started = time.process_time()
    read_metadata(data, name=name)
    assert time.process_time() - started < 10


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.floats(-1e9, 1e9) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=15,
)


@settings(deadline=None, max_examples=200)
@given(JSON_VALUES)
def test_our_walk_over_json_agrees_with_the_reader(value):
    assert plain(read_json_tree(json.dumps(value).encode())) == value


NAMES = st.sampled_from(["publiccode.yml", "code.json", "codemeta.json", "x"])


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=120) | st.text(max_size=120).map(str.encode), NAMES)
def test_any_bytes_get_an_answer(data, name):
    reading = read_metadata(data, name=name)
    assert reading.verdict == sum_up(reading.problems)


KEYS = st.sampled_from(
    ["name", "url", "releases", "projects", "permissions", "licenses", "usageType", "laborHours", "date", "contact",
     "@context", "@type", "license", "stage", "SDGs", "sdgs", "repositories", "dpgid", "repositoryVisibility",
     "repositoryURL", "description", "en", "agency", "publiccode", "maintainer", "additionalProperty", "value",
     "propertyID", "relatedCode", "reusedCode", "partners", "tags", "organizations", "data", "openlicenses"]
)  # fmt: skip
WORDS = st.sampled_from(["https://w3id.org/codemeta/3.0", "SoftwareSourceCode", "MIT", "1", "en", "https://x.example"])
SHAPED = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=25,
)


@settings(deadline=None, max_examples=100)
@given(st.dictionaries(KEYS, SHAPED, min_size=1, max_size=8) | st.lists(SHAPED, max_size=3))
def test_shapes_near_the_real_ones_get_an_answer_and_can_be_converted(content):
    reading = read_metadata(json.dumps(content).encode(), name="x.json")
    for record in reading.records[:2]:
        for kind in ("publiccode", "code-json", "codemeta"):
            convert(record, kind)


@settings(deadline=None, max_examples=100)
@given(data=st.data())
def test_a_publiccode_with_any_lines_changed_gets_an_answer(full, data):
    lines = full.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        line = data.draw(
            st.sampled_from(["", "  - x", "  a: []", "IT: {conforme: 1}", "x: {}", lines[at] + " [", lines[-1]])
        )
        lines[at] = line
    reading = read_metadata("\n".join(lines).encode(), name="publiccode.yml")
    for record in reading.records:
        convert(record, "publiccode")
