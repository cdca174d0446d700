"""TOML from outside."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ospolis.engines.untrusted.refusal import Refused, TextLimits
from ospolis.engines.untrusted.tomltext import read_toml

LIMITS = TextLimits(bytes=100_000, nodes=2_000, depth=8, string=100)


def refusal(data: bytes) -> tuple[str, int, str]:
    with pytest.raises(Refused) as caught:
        read_toml(data, limits=LIMITS)
    return caught.value.code, caught.value.line, caught.value.limit


def test_values_keep_their_types_and_dates_become_texts():
    text = """\ufeff# a comment with "quotes" and [brackets]
title = "TOML"
many = '''
it's
''' # and more
when = 2026-11-23T07:00:00Z
day = 2026-11-23
hour = 07:00:00
[owner.address]
yes = true
numbers = [1, 2.5, inf, 0x1F]
""".replace("\n", "\r\n")

    assert read_toml(text.encode(), limits=LIMITS) == {
        "title": "TOML",
        "many": "it's\n",
        "when": "2026-11-23T07:00:00+00:00",
        "day": "2026-11-23",
        "hour": "07:00:00",
        "owner": {"address": {"yes": True, "numbers": [1, 2.5, "inf", 31]}},
    }


def test_a_document_that_is_not_toml_is_refused_with_its_place():
    assert refusal(b"a = 1\nb = \n") == ("syntax", 2, "")
    assert refusal(b"a = [1,") == ("syntax", 0, "")
    assert refusal(b"a = 1\na = 2\n") == ("duplicate-key", 2, "")
    assert refusal(b"[a]\n[a]\n") == ("duplicate-key", 2, "")
    assert refusal(b"a = '\xff'") == ("encoding", 1, "")
    assert refusal(b"a = 1" + b" " * 100_000) == ("too-large", 0, "bytes")


def test_what_would_cost_too_much_is_refused_before_it_is_parsed():
    assert refusal(b"a = " + b"[" * 9 + b"]" * 9) == ("too-deep", 0, "depth")
    assert refusal(b"a = 1\n" + b".".join([b"b"] * 10) + b" = 1") == ("too-deep", 2, "depth")
    assert refusal(b"[a.b.c.d.e]\nf.g.h.i.j = 1") == ("too-deep", 0, "depth")
    assert refusal(b"a = [" + b"1," * 2_001 + b"]") == ("too-many-nodes", 0, "nodes")
    assert refusal(b"\na = '" + b"x" * 107 + b"'") == ("string-too-long", 2, "string")
    assert refusal(b"a = 1000000000000000000") == ("number", 1, "integer digits")
    assert refusal(b"a = 0xFFFFFFFFFFFFFFFF") == ("number", 0, "integer digits")
    assert refusal(b'a = "\\u0000"') == ("character", 0, "")
    assert refusal(b'"\\u0000" = 1') == ("character", 0, "")


def test_many_small_things_are_not_deep():
    assert read_toml(b"a = [[1], [2], [3], [4], [5], [6], [7], [8], [9]]", limits=LIMITS) == {
        "a": [[n] for n in range(1, 10)]
    }
    assert read_toml(b"a = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]", limits=LIMITS) == {"a": [1.0] * 10}


@settings(deadline=None)
@given(st.binary(max_size=200) | st.text(alphabet="ab=[]{}\"'#.,\n\\1- u0_e", max_size=200).map(str.encode))
def test_any_bytes_are_read_as_the_standard_library_does_or_refused(data):
    try:
        found = read_toml(data, limits=LIMITS)
    except Refused:
        return
    assert found.keys() == tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n")).keys()
