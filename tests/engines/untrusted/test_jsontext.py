"""Reading JSON that came from outside."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ospolis.engines.untrusted.jsontext import read_json
from ospolis.engines.untrusted.refusal import Refused, TextLimits

LIMITS = TextLimits(bytes=100_000, nodes=1_000, depth=8, string=40)


def refusal_of(data: bytes, limits: TextLimits = LIMITS) -> Refused:
    with pytest.raises(Refused) as caught:
        read_json(data, limits=limits)
    return caught.value


def test_ordinary_values_come_out_as_they_went_in():
    # 8 values: the object, its list, 1, -2.5, true, null, the text, the empty object
    text = b'{"a": [1, -2.5, true, null, "x, [\\"y\\"] \\\\"], "b": {}}'
    assert read_json(text, limits=LIMITS) == {"a": [1, -2.5, True, None, 'x, ["y"] \\'], "b": {}}


def test_a_byte_order_mark_is_accepted():
    assert read_json(b"\xef\xbb\xbf[1]", limits=LIMITS) == [1]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_and_utf_32_are_refused_with_a_remedy(encoding):
    error = refusal_of('{"a": 1}'.encode(encoding))
    assert (error.code, error.line) == ("encoding", 1)
    assert error.message.endswith("Save the file as UTF-8 and send it again.")


def test_bytes_that_are_not_utf_8_are_refused_with_their_place():
    error = refusal_of(b'{\n "a": "\xff"}')
    assert (error.code, error.line, error.column) == ("encoding", 2, 8)


def test_too_many_bytes_are_refused_before_anything_is_read():
    error = refusal_of(b" " * 100_001)
    assert (error.code, error.limit) == ("too-large", "bytes")


def test_depth_is_counted_up_to_the_limit_and_refused_beyond():
    assert read_json(b"[" * 8 + b"]" * 8, limits=LIMITS) == [[[[[[[[]]]]]]]]
    error = refusal_of(b"[" * 9 + b"]" * 9)
    assert (error.code, error.limit) == ("too-deep", "depth")


def test_many_lists_side_by_side_are_not_deep():
    assert read_json(b"[" + b"[]," * 20 + b"[]]", limits=LIMITS) == [[]] * 21


def test_brackets_inside_texts_do_not_count():
    assert read_json(b'["[[[[[[[[[[", "\\"[[[[[[[[[["]', limits=LIMITS) == ["[" * 10, '"' + "[" * 10]


def test_closing_brackets_inside_texts_do_not_hide_depth():
    hidden = b'["]]]]",' * 9 + b"0" + b"]" * 9
    assert refusal_of(hidden).code == "too-deep"


def test_fifty_thousand_levels_are_refused_without_recursion():
    assert refusal_of(b'{"a":' * 50_000, TextLimits(bytes=10**6)).code == "too-deep"


def test_a_depth_that_the_parser_itself_cannot_reach_is_the_same_refusal():
    error = refusal_of(b"[" * 20_000 + b"]" * 20_000, TextLimits(bytes=10**6, depth=10**6))
    assert (error.code, error.limit) == ("too-deep", "depth")


def test_too_many_values_are_refused():
    assert len(read_json(b"[" + b"0," * 998 + b"0]", limits=LIMITS)) == 999
    error = refusal_of(b"[" + b"0," * 999 + b"0]")
    assert (error.code, error.limit) == ("too-many-nodes", "nodes")


def test_a_text_may_be_as_long_as_the_limit_and_not_longer():
    assert read_json(b'["' + b"a" * 40 + b'"]', limits=LIMITS) == ["a" * 40]
    error = refusal_of(b'[\n "' + b"a" * 41 + b'"]')
    assert (error.code, error.limit, error.line, error.column) == ("string-too-long", "string", 2, 3)


def test_the_length_of_a_text_is_counted_in_characters():
    assert read_json(json.dumps(["é" * 40], ensure_ascii=False).encode(), limits=LIMITS) == ["é" * 40]
    assert refusal_of(json.dumps(["é" * 41], ensure_ascii=False).encode()).code == "string-too-long"
    assert refusal_of(json.dumps(["\ufeff" + "a" * 40], ensure_ascii=False).encode()).code == "string-too-long"


def test_white_space_between_values_may_be_long():
    assert read_json(b"[" + b" " * 500 + b"1]", limits=LIMITS) == [1]


@pytest.mark.parametrize(
    "text", [rb'"\ud800"', rb'"\udc00"', rb'"\ud800\ud800\udc00"', rb'"\ud83d\ude00\ude00"', rb'"a\u0000b"']
)
def test_half_a_surrogate_pair_and_the_null_character_are_refused(text):
    assert refusal_of(text).code == "character"


def test_a_whole_surrogate_pair_is_one_character():
    assert read_json(rb'"\ud83d\ude00 \u00e9"', limits=LIMITS) == "😀 é"


def test_an_escaped_backslash_before_u_is_no_escape():
    assert read_json(rb'"\\u0000 \\ud800"', limits=LIMITS) == "\\u0000 \\ud800"


@pytest.mark.parametrize("text", [b"NaN", b"[Infinity]", b"-Infinity", b"1e999", b"[-1e999]"])
def test_numbers_that_are_none_are_refused(text):
    assert refusal_of(text).code == "number"


def test_whole_numbers_have_at_most_eighteen_digits():
    assert read_json(b"-999999999999999999", limits=LIMITS) == -999999999999999999
    error = refusal_of(b"1000000000000000000")
    assert (error.code, error.limit) == ("number", "integer digits")
    assert refusal_of(b"9" * 6000).code == "number"


def test_the_same_key_twice_in_one_object_is_refused_by_name():
    assert read_json(b'{"a": {"a": 1}, "b": [{"a": 1}]}', limits=LIMITS) == {"a": {"a": 1}, "b": [{"a": 1}]}
    error = refusal_of(b'{"z": 1, "a": 1, "b": 2, "a": 1}')
    assert error.code == "duplicate-key"
    assert error.message == "The key 'a' stands twice in one object, so readers disagree. Keep one."


@pytest.mark.parametrize("text", [b"", b"   ", b"{", b'{"a" 1}', b'"abc', b"[1] 2", b"<html>", b'["abc\x00"]', b'"\\'])
def test_what_is_not_json_is_refused_with_line_and_column(text):
    error = refusal_of(text)
    assert (error.code, error.line) == ("syntax", 1)
    assert error.column >= 1


@settings(deadline=None)
@given(st.binary())
def test_arbitrary_bytes_give_a_value_or_a_refusal(data):
    try:
        value = read_json(data, limits=LIMITS)
    except Refused:
        return
    assert json.loads(data) == value


PLAIN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18) + 1, 10**18 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | PLAIN,
    lambda inner: st.lists(inner) | st.dictionaries(PLAIN, inner),
)


@settings(deadline=None)
@given(VALUES, st.booleans())
def test_what_a_writer_wrote_is_read_back(value, ascii_only):
    text = json.dumps(value, ensure_ascii=ascii_only).encode()
    assert read_json(text, limits=TextLimits(bytes=10**6)) == value
