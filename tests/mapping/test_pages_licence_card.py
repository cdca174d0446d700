"""What a licence lets people do: only a clear licence that is known as open gets an answer."""

from __future__ import annotations

import pytest

from ospolis.mapping.models import Repository
from ospolis.mapping.pages.licence_card import describe_licence


def card_of(declared, clarity, family):
    return describe_licence(Repository(licence_declared=declared, licence_clarity=clarity, licence_family=family))


def words_of(card):
    return tuple(answer.words for answer in card.answers)


YES, DUTIES, NO = "Yes", "Yes, with duties", "No"
UNKNOWN = ("Not known",) * 4


@pytest.mark.parametrize(
    ("declared", "clarity", "family", "answers"),
    [
        ("MIT", "clear", "permissive", (YES, YES, DUTIES, YES)),
        ("EUPL-1.2", "clear", "weak-copyleft", (YES, YES, DUTIES, "Not of these files")),
        ("GPL-3.0-only", "clear", "strong-copyleft", (YES, YES, DUTIES, NO)),
        ("", "none", "none", ("Not without asking",) * 4),
        ("MIT", "several", "permissive", UNKNOWN),
        ("MIT", "needs-look", "permissive", UNKNOWN),
        ("LicenseRef-own", "clear", "unknown", UNKNOWN),
        ("LicenseRef-own", "clear", "permissive", UNKNOWN),
        ("MIT AND GPL-3.0-only", "clear", "several", UNKNOWN),
        ("not an expression (", "clear", "permissive", UNKNOWN),
        ("", "", "", UNKNOWN),
    ],
)
def test_answers_follow_from_licence_clarity_and_family(declared, clarity, family, answers):
    assert words_of(card_of(declared, clarity, family)) == answers


def test_a_licence_that_reaches_over_a_network_names_that_duty():
    over = "Offer the source to those who use it over a network"

    assert over in card_of("AGPL-3.0-only", "clear", "strong-copyleft").duties
    assert over not in card_of("GPL-3.0-only", "clear", "strong-copyleft").duties


def test_a_repository_that_was_not_read_has_no_verdict():
    assert card_of("", "", "").sentence == "This repository was not read, so its licence is not known."
