"""Banks: the shipped one on first use, a country's own version, another one beside; each pinned by its digest."""

from __future__ import annotations

import json

import pytest

from assessment.workshop import CODE, ITEMS, install_small_bank, small_bank
from factories.banks import write_bank
from factories.places import NOON, OPERATOR
from factories.records import verbs
from ospolis.assessment.models import Bank
from ospolis.assessment.selectors.banks import NoSuchBank, bank_in_use, banks_of, installed_bank, targets_in_use
from ospolis.assessment.services.banks import ItemTaken, bring_bank, install_additions, install_bank
from ospolis.assessment.services.targets import set_target
from ospolis.engines.maturity import BankRefused

pytestmark = pytest.mark.django_db
ADDED = {
    "schema": "question-bank-items", "adds": "arva", "date": "2026-11-01", "source": "tests", "licence": "CC0-1.0",
    "unit": "level",
    "items": [{**small_bank()["items"][1], "code": "A2.9"}],
}  # fmt: skip
ADDED["items"][0].pop("essential_for")


def test_the_shipped_bank_is_installed_on_first_use_and_once(db):
    assert bank_in_use(OPERATOR, "arva").pk is None

    first = bring_bank(realm="arva", at=NOON)

    assert bring_bank(realm="belun", at=NOON) == first
    assert (first.bank.code, len(first.bank.items) >= 60, verbs()) == ("core", True, ["assessment.bank_installed"])
    assert installed_bank(OPERATOR, first.pk).digest == Bank.objects.get().digest


def test_a_country_adds_questions_and_others_do_not_see_them(bank):
    own = install_additions(
        realm="arva", code=CODE, own={"arva.yml": json.dumps(ADDED).encode()}, is_whole=False, actor=OPERATOR, at=NOON
    )

    assert (own.version, bank_in_use(OPERATOR, "arva", CODE).bank.items[-1].code) == ("1+arva", "A2.9")
    assert [item.code for item in bank_in_use(OPERATOR, "belun", CODE).bank.items] == list(ITEMS)
    assert [row.version for row in banks_of(OPERATOR, "arva")] == ["1+arva", "1"]


def test_the_same_files_are_installed_once(bank):
    assert install_small_bank().pk == bank.pk


def test_other_files_of_one_version_are_told_apart(bank):
    changed = install_small_bank(title="Small bank, mended")

    assert (changed.version[:2], bank_in_use(OPERATOR, "arva", CODE).bank.title) == ("1~", "Small bank, mended")


def test_a_bank_with_a_problem_is_refused_and_nothing_is_written(db):
    with pytest.raises(BankRefused):
        install_bank(realm="", documents={"bank.yml": b"schema: question-bank"}, actor=OPERATOR, at=NOON)

    assert (Bank.objects.count(), verbs()) == (0, [])


def test_a_second_bank_may_not_use_the_codes_of_another(bank):
    with pytest.raises(ItemTaken) as taken:
        install_bank(realm="", documents={"b.yml": write_bank(small_bank(code="second"))}, actor=OPERATOR, at=NOON)

    assert taken.value.codes == dict.fromkeys(ITEMS, CODE)


def test_a_bank_that_nobody_installed_is_not_there(db):
    with pytest.raises(NoSuchBank):
        bring_bank(realm="arva", code="no-such", at=NOON)


def test_targets_are_proposals_until_an_office_sets_its_own(bank):
    set_target(realm="arva", kind="ministry", dimension="A1", level=2.5, actor=OPERATOR, at=NOON)

    rows = {(row.kind, row.dimension): row for row in targets_in_use(OPERATOR, "arva", bank=CODE)}

    assert (rows["ministry", "A1"].level, rows["ministry", "A1"].is_own) == (2.5, True)
    assert (rows["agency", "A2"].level, rows["agency", "A2"].is_own) == (3.0, False)
