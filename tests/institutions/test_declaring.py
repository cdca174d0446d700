"""Declaring an inventory: what is new, changed and withdrawn; whole or not at all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from factories.places import ARVA, NOON, OPERATOR
from ospolis.core.access import ANYBODY
from ospolis.core.journal.models import Entry
from ospolis.institutions.inventory import Changes, DeclaredInstitution, Inventory, InventoryChanges, OtherName, fold
from ospolis.institutions.models import Institution, System
from ospolis.institutions.selectors import (
    InstitutionFilter,
    find_institutions,
    get_institution,
    get_system,
    systems_seen_by,
)
from ospolis.institutions.services import KeyTaken, declare_inventory, lineages

pytestmark = pytest.mark.django_db


def declare(inventory, realm="arva"):
    return declare_inventory(realm=realm, inventory=inventory, actor=OPERATOR, at=NOON)


def found(words):
    return [row.key for row in find_institutions(ANYBODY, InstitutionFilter(words=words))]


def test_a_first_declaration_creates_everything_and_writes_one_entry():
    changes = declare(ARVA)

    assert changes.institutions.created == tuple(row.key for row in ARVA.institutions)
    assert changes.systems.created == tuple(row.key for row in ARVA.systems)
    assert list(Entry.objects.values_list("verb", "realm")) == [("institutions.inventory_declared", "arva")]


def test_the_same_declaration_twice_changes_nothing_and_writes_nothing():
    declare(ARVA)

    assert declare(ARVA) == InventoryChanges()
    assert Entry.objects.count() == 1


def test_what_is_no_longer_declared_is_withdrawn_and_comes_back_as_itself():
    declare(ARVA)
    before = Institution.objects.get(key="arva-post").pk
    without = Inventory(tuple(row for row in ARVA.institutions if row.key != "arva-post"), ARVA.systems)

    assert declare(without).institutions == Changes(withdrawn=("arva-post",))
    assert found("post") == []
    assert declare(ARVA).institutions == Changes(changed=("arva-post",))
    assert Institution.objects.get(key="arva-post", withdrawn_at=None).pk == before


def test_an_id_of_another_office_is_refused_and_nothing_is_written():
    declare(ARVA)
    stolen = Inventory((DeclaredInstitution("new-one", "New", "other"), DeclaredInstitution("arva-post", "P", "other")))

    with pytest.raises(KeyTaken) as refusal:
        declare(stolen, realm="belun")

    assert (refusal.value.kind, refusal.value.key, refusal.value.realm) == ("institution", "arva-post", "arva")
    assert Institution.objects.filter(realm="belun").count() == 0


def test_a_child_moves_with_its_whole_subtree():
    declare(ARVA)
    moved = tuple(
        replace(row, parent="arva-health") if row.key == "arva-registry" else row for row in ARVA.institutions
    )

    declare(Inventory(moved, ARVA.systems))

    assert get_institution(ANYBODY, "arva-archive").lineage == "/arva-health/arva-registry/arva-archive/"
    assert get_institution(ANYBODY, "arva-registry").parent.key == "arva-health"


@pytest.mark.parametrize("words", ["sante", "SANTÉ", "ministere sante", "Ministère", "arva-health"])
def test_an_institution_is_found_by_any_name_with_or_without_accents(words):
    declare(ARVA)

    assert found(words) == ["arva-health"]


def test_a_name_that_is_no_longer_declared_no_longer_finds():
    declare(ARVA)
    renamed = tuple(
        replace(row, other_names=(OtherName("Santé publique", "local", "fr"),)) if row.key == "arva-health" else row
        for row in ARVA.institutions
    )

    declare(Inventory(renamed, ARVA.systems))

    assert (found("ministere"), found("publique")) == ([], ["arva-health"])
    assert [name.text for name in get_institution(ANYBODY, "arva-health").names.all()] == ["Santé publique"]


def test_a_list_counts_only_systems_that_are_still_declared():
    declare(ARVA)
    declare(Inventory(ARVA.institutions, tuple(row for row in ARVA.systems if row.key != "arva-mixed")))

    systems = systems_seen_by(ANYBODY).filter(realm="arva")

    assert sorted(row.institution.key for row in systems) == ["arva-digital", "arva-health", "arva-registry"]
    with pytest.raises(System.DoesNotExist):
        get_system(ANYBODY, "arva-mixed")


def test_a_list_is_narrowed_by_office_kind_and_sector():
    declare(ARVA)

    wanted = InstitutionFilter(realm="arva", kind="ministry", sector="07")

    assert [row.key for row in find_institutions(ANYBODY, wanted)] == ["arva-health"]
    assert list(find_institutions(ANYBODY, InstitutionFilter(realm="belun"))) == []


def test_a_loop_of_parents_is_cut_where_it_closes():
    loop = [DeclaredInstitution("a", "A", "other", parent="b"), DeclaredInstitution("b", "B", "other", parent="a")]

    assert lineages(loop) == {"a": "/b/a/", "b": "/a/b/"}


def test_folding_takes_accents_and_case_away():
    assert fold("Ministère de la SANTÉ") == "ministere de la sante"
