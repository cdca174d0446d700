"""Submissions of field forms: the same one by every way, and everything that may be wrong with one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from assessment.interchange.asking import ASKED, NOON
from ospolis.assessment.interchange.asked import AnswerRow
from ospolis.assessment.interchange.submission_records import read_records
from ospolis.assessment.interchange.submissions import FieldExpected, FieldReading, FieldSubmission, read_submissions
from ospolis.engines.untrusted.refusal import Refused

NUMBER = "uuid:0b4bd0b3-6e0e-4d1c-9a3f-3f6a6f0d2c11"
ENDED = "2026-10-30T14:05:00.000+02:00"
EXPECTED = FieldExpected(ASKED, {"arva-registry": "Registry of Arva", "belun-school": "School"}, NOON)
ONE = FieldSubmission(
    1,
    NUMBER,
    "arva-registry",
    "focal_point",
    None,
    datetime(2026, 10, 30, 12, 5, tzinfo=UTC),
    (AnswerRow("D1.1", "3", comment="=a, b"), AnswerRow("D3.1", "na")),
)
INSTANCE = f"""<?xml version="1.0"?>
<data id="ospolis_campaign_7" version="core-1 20261001" xmlns:orx="http://openrosa.org/xforms">
  <start>2026-10-30T14:00:00.000+02:00</start><end>{ENDED}</end>
  <institution>arva-registry</institution><role>focal_point</role><assignment/><fact_repositories>3</fact_repositories>
  <section_D1><D1_1>3</D1_1><D1_1_comment>=a, b</D1_1_comment><D1_2>unknown</D1_2></section_D1>
  <section_D3><D3_1>na</D3_1></section_D3>
  <orx:meta><orx:instanceID>{NUMBER}</orx:instanceID></orx:meta>
</data>"""
FIELDS = {
    "end": ENDED,
    "institution": "arva-registry",
    "role": "focal_point",
    "section_D1/D1_1": "3",
    "section_D1/D1_1_comment": "=a, b",
    "section_D3/D3_1": "na",
    "_uuid": NUMBER.removeprefix("uuid:"),
    "_id": 71,
    "_geolocation": [None, None],
    "_xform_id_string": "ospolis_campaign_7",
    "__version__": "vB7n",
}
NESTED = {
    "value": [
        {
            "__id": NUMBER,
            "__system": {"submissionDate": "2026-10-30T12:06:00Z", "status": "received"},
            "end": ENDED,
            "institution": "arva-registry",
            "role": "focal_point",
            "section_D1": {"D1_1": 3, "D1_1_comment": "=a, b", "D1_2": None},
            "section_D3": {"D3_1": "na"},
        }
    ]
}
TABLE = (
    f"SubmissionDate,end,institution,role,section_D1-D1_1,section_D1-D1_1_comment,section_D3-D3_1,KEY\n"
    f'2026-10-30T12:06:00Z,{ENDED},arva-registry,focal_point,3,"=a, b",na,{NUMBER}\n'
)


def read(
    content: str | object, media_type: str = "application/json", expected: FieldExpected = EXPECTED
) -> FieldReading:
    text = content if isinstance(content, str) else json.dumps(content)
    return read_submissions(read_records(text.encode(), media_type), expected)


def told(reading: FieldReading) -> list[tuple[str, int]]:
    return [(problem.code, problem.row) for problem in reading.problems]


@pytest.mark.parametrize(
    ("content", "media_type", "place"),
    [
        (INSTANCE, "text/xml", 1),
        (TABLE, "text/csv", 2),
        (FIELDS, "application/json", 1),
        ([FIELDS], "application/json", 1),
        ({"count": 1, "results": [FIELDS]}, "application/json", 1),
        (NESTED, "application/json", 1),
    ],
)
def test_the_same_submission_is_the_same_by_every_way(content, media_type, place):
    assert read(content, media_type) == FieldReading((replace(ONE, place=place),), (), ())


def test_submissions_come_in_the_order_in_which_they_were_ended():
    later = FIELDS | {"_uuid": "b", "end": "2026-10-31T10:00:00Z", "section_D1/D1_1": "4"}

    assert [submission.external for submission in read([later, FIELDS]).submissions] == [NUMBER, "b"]


def test_one_that_stands_twice_is_taken_once_and_one_that_differs_is_a_problem():
    twice = read([FIELDS, FIELDS])
    different = read([FIELDS, FIELDS | {"section_D1/D1_1": "4"}])

    assert (len(twice.submissions), [note.code for note in twice.notes], twice.problems) == (1, ["repeat"], ())
    assert told(different) == [("two-submissions", 2)]


WRONG = {
    "another campaign": ({"_xform_id_string": "ospolis_campaign_8"}, "other-campaign"),
    "an unknown institution": ({"institution": "ministry-of-magic"}, "unknown-institution"),
    "no institution": ({"institution": ""}, "no-institution"),
    "an unknown role": ({"role": "king"}, "unknown-role"),
    "an unknown question": ({"section_D9/D9_9": "3"}, "unknown-item"),
    "level 7": ({"section_D1/D1_1": 7}, "level"),
    "na where it is no answer": ({"section_D1/D1_2": "na"}, "not-applicable"),
    "no end": ({"end": ""}, "end"),
    "an end that is none": ({"end": "yesterday"}, "end"),
    "no number of a letter": ({"assignment": "-1"}, "assignment"),
    "too long a number": ({"_uuid": "x" * 101}, "long-id"),
    "a bank that nobody knows": ({"__version__": "core-0.3 1"}, "other-bank"),
}


@pytest.mark.parametrize(("change", "code"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_taken_is_told_by_name(change, code):
    reading = read([FIELDS, FIELDS | {"_uuid": "b"} | change])

    assert told(reading) == [(code, 2)]
    assert [submission.external for submission in reading.submissions] == [NUMBER]


def test_a_clock_that_is_ahead_does_not_keep_later_answers_out():
    reading = read(FIELDS | {"end": (NOON + timedelta(days=400)).isoformat()})

    assert [(submission.sent_at, note.code) for submission in reading.submissions for note in reading.notes] == [
        (NOON, "clock")
    ]


def test_an_older_form_is_followed():
    links = {"core-0.9": {"D1.9": "D1.1", "D7.1": "D7.9"}}
    old = {"__version__": "core-0.9 20250101", "section_D1/D1_9": "2"}
    fields = {name: text for name, text in FIELDS.items() if not name.startswith("section")} | old

    reading = read(fields, expected=replace(EXPECTED, links=links))

    assert (told(reading), [note.code for note in reading.notes]) == ([], ["older-bank"])
    assert reading.submissions[0].answers == (AnswerRow("D1.1", "2"),)


def test_a_submission_without_a_number_is_known_by_what_it_says():
    fields = {name: text for name, text in FIELDS.items() if name != "_uuid"} | {"assignment": "12"}
    once, again = read(fields), read(json.dumps(fields, indent=2))

    assert once.submissions[0].external.startswith("sha256:")
    assert once.submissions[0].assignment == 12
    assert once == again


@pytest.mark.parametrize(
    ("content", "media_type", "code"),
    [
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "text/xml", "dtd"),
        ("<data><a>1</a><b><a>2</a></b></data>", "text/xml", "field-twice"),
        ("7", "application/json", "shape"),
        ("[7]", "application/json", "shape"),
        ('a,b\n"1,2\n', "text/csv", "open-quote"),
    ],
)
def test_a_file_that_is_no_export_is_refused(content, media_type, code):
    with pytest.raises(Refused) as refusal:
        read(content, media_type)

    assert refusal.value.code == code


JSON = some.recursive(
    some.none() | some.booleans() | some.integers(-9, 9) | some.text(max_size=5),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.dictionaries(
            some.sampled_from([*FIELDS, "section_D1", "D1_1"]) | some.text(max_size=5), inner, max_size=4
        )
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(value=JSON)
def test_whatever_comes_is_read_or_refused(value):
    try:
        reading = read(value)
    except Refused:
        return
    assert len(reading.submissions) + len(reading.problems) >= 0
