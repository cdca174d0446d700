"""Reading XML that came from outside."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ospolis.engines.untrusted.refusal import Refused, TextLimits
from ospolis.engines.untrusted.xmltext import XmlEvent, pull_xml

LIMITS = TextLimits(bytes=1_000_000, nodes=100, depth=8, string=40, attributes=4)


def events_of(data: bytes) -> list[XmlEvent]:
    return list(pull_xml(data, limits=LIMITS))


def refusal_of(data: bytes) -> Refused:
    with pytest.raises(Refused) as caught:
        events_of(data)
    return caught.value


def test_elements_come_with_namespace_attributes_text_and_place():
    found = events_of(b'<a xmlns="u" x="1">t\n<b y:z="2" xmlns:y="v"/>w</a>')
    assert found == [
        XmlEvent("start", "u", "a", 1, 1, 1, {"x": "1"}),
        XmlEvent("start", "u", "b", 2, 2, 1, {"{v}z": "2"}),
        XmlEvent("end", "u", "b", 2, 2, 25),
        XmlEvent("end", "u", "a", 1, 2, 26, text="t\nw"),
    ]


def test_a_long_document_is_yielded_before_it_is_read_to_its_end():
    pulled = pull_xml(b"<a><b/>" + b" " * 200_000 + b"<", limits=LIMITS)
    assert [next(pulled).name, next(pulled).name] == ["a", "b"]


def test_white_space_between_elements_may_be_long():
    assert [event.kind for event in events_of(b"<a>" + b" " * 500 + b"</a>")] == ["start", "end"]


def test_a_byte_order_mark_is_accepted():
    assert events_of(b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?><a>\xc3\xa9</a>')[1].text == "é"


@pytest.mark.parametrize(
    ("name", "codec"), [("ISO-8859-1", "latin-1"), ("windows-1252", "cp1252"), ("us-ascii", "ascii")]
)
def test_declared_one_byte_encodings_are_read(name, codec):
    text = "é" if codec != "ascii" else "e"
    data = f'<?xml version="1.0" encoding="{name}"?><a>{text}</a>'.encode(codec)
    assert events_of(data)[1].text == text


@pytest.mark.parametrize(
    "data",
    [
        b'<?xml version="1.0" encoding="utf-16"?><a/>',
        b'<?xml version="1.0" encoding="unicode_escape"?><a/>',
        b'<?xml version="1.0" encoding="\xff"?><a/>',
        b'<?xml version="1.0" encoding="us-ascii"?><a>\xe9</a>',
        b"<a>\xff</a>",
        "<a/>".encode("utf-16"),
    ],
)
def test_other_encodings_are_refused(data):
    error = refusal_of(data)
    assert (error.code, error.line) == ("encoding", 1)


BILLION_LAUGHS = b"""<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>"""


@pytest.mark.parametrize(
    ("data", "code", "limit"),
    [
        (BILLION_LAUGHS, "dtd", ""),
        (b'<!DOCTYPE a SYSTEM "http://dtd.example/a.dtd"><a/>', "dtd", ""),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>', "dtd", ""),
        (b"<?php echo 1 ?><a/>", "instruction", ""),
        (b"<a><?x?></a>", "instruction", ""),
        (b'<a xmlns:x="http://www.w3.org/2001/XInclude"><x:include href="b"/></a>', "include", ""),
        (b"<a>" * 60_000, "too-deep", "depth"),
        (b"<a>" + b"<b/>" * 100 + b"</a>", "too-many-nodes", "nodes"),
        (
            b"<a " + b" ".join(b'a%d="1"' % n for n in range(60_000)) + b"/>",
            "too-many-attributes",
            "attributes",
        ),
        (b'<a x="' + b"y" * 41 + b'"/>', "string-too-long", "string"),
        (b"<a>" + b"y" * 41 + b"</a>", "string-too-long", "string"),
        (b"<a>" + b"y\n" * 21 + b"</a>", "string-too-long", "string"),
        (b" " * 1_000_001, "too-large", "bytes"),
        (b"", "syntax", ""),
        (b"<a>", "syntax", ""),
        (b"<a>&undefined;</a>", "syntax", ""),
        (b"<a>&#0;</a>", "syntax", ""),
        (b"<a/><b/>", "syntax", ""),
        (b"<x:a/>", "syntax", ""),
        (b'{"bomFormat": "CycloneDX"}', "syntax", ""),
    ],
)
def test_what_is_not_read_says_why(data, code, limit):
    error = refusal_of(data)
    assert (error.code, error.limit) == (code, limit)
    assert error.message.endswith(".")


@settings(deadline=None)
@given(st.binary() | st.text("<>/ab=\"'&;![]?-x ").map(str.encode))
def test_arbitrary_bytes_give_events_or_a_refusal(data):
    try:
        found = events_of(data)
    except Refused:
        return
    assert [event.kind for event in found].count("start") * 2 == len(found)
