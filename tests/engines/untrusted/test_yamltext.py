"""YAML from outside: what is read, with which types, and what is refused, with its position."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ospolis.engines.untrusted.refusal import Refused, TextLimits
from ospolis.engines.untrusted.yamltext import YamlList, YamlMap, YamlScalar, plain, read_yaml

LIMITS = TextLimits(bytes=256_000, nodes=20_000, depth=32)


def read(text: str, **limits: int) -> object:
    return plain(read_yaml(text.encode(), limits=TextLimits(**({"bytes": 256_000} | limits))))


def refusal(data: bytes, limits: TextLimits = LIMITS) -> tuple[str, int, int]:
    with pytest.raises(Refused) as caught:
        read_yaml(data, limits=limits)
    return caught.value.code, caught.value.line, caught.value.column


def test_every_node_knows_its_line_and_column():
    assert read_yaml(b"name: Alpha\nlist:\n  - 1\n  - 'x'\n", limits=LIMITS) == YamlMap(
        (
            (YamlScalar("name", "name", False, 1, 1), YamlScalar("Alpha", "Alpha", False, 1, 7)),
            (
                YamlScalar("list", "list", False, 2, 1),
                YamlList((YamlScalar(1, "1", False, 3, 5), YamlScalar("x", "x", True, 4, 5)), 3, 3),
            ),
        ),
        1,
        1,
    )


def test_a_map_gives_the_value_of_a_key_or_none():
    node = read_yaml(b"a: 1\nb: 2\n", limits=LIMITS)
    assert isinstance(node, YamlMap)
    assert node.get("b") == YamlScalar(2, "2", False, 2, 4)
    assert node.get("c") is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None), ("~", None), ("null", None), ("Null", None), ("NULL", None),
        ("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False), ("FALSE", False),
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"), ("y", "y"),
        ("0", 0), ("-12", -12), ("+7", 7), ("0o17", 15), ("0x1F", 31), ("017", 17), ("0b11", "0b11"),
        ("1_000", "1_000"), ("12:30", "12:30"), ("2020-01-02", "2020-01-02"),
        ("999999999999999999", 999999999999999999),
        ("1.5", 1.5), (".5", 0.5), ("-1.", -1.0), ("1e3", 1000.0), ("1.2.3", "1.2.3"), ("=", "="),
        ("'true'", "true"), ('"12"', "12"), ("'<<'", "<<"),
    ],
)  # fmt: skip
def test_types_are_those_of_the_core_schema(text, value):
    read_value = read(f"[{text}, x]" if text else "a:")
    assert read_value == ([value, "x"] if text else {"a": None})
    if text:
        assert type(read_value[0]) is type(value)


@pytest.mark.parametrize("text", [".inf", "-.Inf", ".nan", "1e999", "1234567890123456789", "0x" + "f" * 30])
def test_numbers_that_json_cannot_hold_stay_texts(text):
    assert read(f"[{text}]") == [text]


def test_block_texts_stay_texts():
    assert read("a: |\n  12\n  34\nb: >\n  true\n  null\n") == {"a": "12\n34\n", "b": "true null\n"}


def test_keys_are_their_text():
    assert read("no: x\n8: y\n~: z\n'<<': w\n") == {"no": "x", "8": "y", "~": "z", "<<": "w"}


def test_a_byte_order_mark_and_a_start_mark_are_accepted():
    assert plain(read_yaml(b"\xef\xbb\xbf---\na: 1\n...\n", limits=LIMITS)) == {"a": 1}
    assert read("%YAML 1.2\n---\na: 1\n") == {"a": 1}


def test_a_single_value_is_a_document():
    assert read("hello") == "hello"
    assert read("---\n") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("empty", 1, 1)),
        ("# only a remark\n", ("empty", 1, 1)),
        ("a: &x 1\n", ("anchor", 1, 4)),
        ("a: &x [1]\n", ("anchor", 1, 4)),
        ("a: 1\nb: *x\n", ("alias", 2, 4)),
        ("a: !!str 1\n", ("tag", 1, 4)),
        ("a: !!python/object/apply:os.system [x]\n", ("tag", 1, 4)),
        ("a: ! x\n", ("tag", 1, 4)),
        ("%TAG !e! tag:example.org,2026:\n---\na: 1\n", ("tag", 1, 1)),
        ("a: 1\n<<: {b: 2}\n", ("merge-key", 2, 1)),
        ("a: 1\nb: 2\na: 3\n", ("duplicate-key", 3, 1)),
        ("a: 1\n'a': 3\n", ("duplicate-key", 2, 1)),
        ("? [a, b]\n: 1\n", ("complex-key", 1, 3)),
        ("? {a: b}\n: 1\n", ("complex-key", 1, 3)),
        ("a: 1\n---\nb: 2\n", ("several-documents", 2, 1)),
        ("a:\n  b: 1\n\tc: 2\n", ("tab-indent", 3, 1)),
        ("a: [1\n", ("syntax", 2, 1)),
        ("a: b: c\n", ("syntax", 1, 5)),
        ("%YAML 2.0\n---\na: 1\n", ("syntax", 1, 1)),
        ('a: "x\\0"\n', ("character", 1, 4)),
        ("a: \x07\n", ("character", 1, 4)),
        ("a: 1\nb: x\ufeff\n", ("character", 2, 5)),
    ],
)
def test_what_is_not_read_is_refused_with_its_place(text, expected):
    assert refusal(text.encode()) == expected


def test_bytes_that_are_not_utf8_are_refused_with_their_place():
    assert refusal(b"a: 1\nb: \xe9t\xe9\n") == ("encoding", 2, 4)


def test_limits_are_named():
    with pytest.raises(Refused) as caught:
        read("abc", bytes=2)
    assert (caught.value.code, caught.value.limit) == ("too-large", "bytes")
    assert read("[a, b]", nodes=3) == ["a", "b"]
    with pytest.raises(Refused) as caught:
        read("[a, b]", nodes=2)
    assert (caught.value.code, caught.value.limit, caught.value.column) == ("too-many-nodes", "nodes", 5)
    assert read("[[a]]", depth=2) == [["a"]]
    with pytest.raises(Refused) as caught:
        read("[[[a]]]", depth=2)
    assert (caught.value.code, caught.value.limit, caught.value.column) == ("too-deep", "depth", 3)
    assert read("abc", string=3) == "abc"
    with pytest.raises(Refused) as caught:
        read("abcd", string=3)
    assert (caught.value.code, caught.value.limit) == ("string-too-long", "string")


def test_an_alias_bomb_costs_nothing():
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"] + [
        f"{name}: &{name} [{','.join(['*' + before] * 9)}]" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    assert refusal("\n".join(lines).encode()) == ("anchor", 1, 4)


@pytest.mark.parametrize("opening", ["[", "{", "- ", "? ", "[{a: "])
def test_endless_depth_is_refused_early(opening):
    assert refusal(opening.encode() * 20_000)[0] in {"too-deep", "syntax"}


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(data):
    try:
        value = plain(read_yaml(data, limits=LIMITS))
    except Refused:
        return
    assert json.loads(json.dumps(value)) == value


PIECES = st.sampled_from(
    (
        "a: ",
        "- ",
        "\n",
        "  ",
        *"[]{},",
        '"',
        "'",
        "&x ",
        "*x",
        "!t ",
        "|\n",
        ">\n",
        "? ",
        "# ",
        "---\n",
        *"x1~",
    )
)


@settings(deadline=None, max_examples=300)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_mixture_of_yaml_signs_is_read_or_refused(text):
    try:
        read(text)
    except Refused as refused:
        assert refused.line >= 1 or refused.limit


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.text("abc é\n\"'#:-", max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcdef", min_size=1), inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)
@given(JSON_VALUES)
def test_json_is_yaml_and_reads_the_same(value):
    assert read(json.dumps(value)) == value
