"""Signed heads: a journal that was cut or written anew shows, also when its heads were rewritten with it."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as site
from django.db import connection, transaction

from ospolis.core.access.viewer import ANYBODY, Viewer
from ospolis.core.housekeeping import audit_nightly, sign_journal
from ospolis.core.journal import Event, record
from ospolis.core.journal.audits import audit_journal, note_audit
from ospolis.core.journal.chain import FIELDS, entry_hash
from ospolis.core.journal.guards import install_guards, remove_guards
from ospolis.core.journal.heads import SIGNED_AFTER_ENTRIES, heads_file, sign_heads, verify_heads
from ospolis.core.journal.models import Audit, ChainHead, Entry, SignedHead
from ospolis.core.operator_key import BadKey, is_signed, operator_key, public_text, sign_text

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SYSTEM = Viewer(label="test")
pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class GongStruck(Event):
    verb = "core.gong_struck"
    gong_id: int


def strike(count: int, realm: str = "taluma") -> None:
    for number in range(count):
        record(GongStruck(gong_id=number), actor=SYSTEM, at=NOON + timedelta(seconds=number), realm=realm)


def write_anew(realm: str, first: int = 1) -> None:
    """What somebody with the whole database can do: every hash from some entry on, and the head, as if it were so."""
    entries = list(Entry.objects.filter(realm=realm).order_by("sequence"))
    previous = ""
    for number, entry in enumerate(entries, 1):
        if number >= first:
            entry.sequence, entry.previous_hash = number, previous
            entry.hash = entry_hash(tuple(getattr(entry, name) for name in FIELDS))
            Entry.objects.filter(pk=entry.pk).update(
                sequence=number, previous_hash=entry.previous_hash, hash=entry.hash
            )
        previous = entry.hash
    ChainHead.objects.filter(realm=realm).update(sequence=len(entries), hash=previous)


def delete_one(rows, at: int) -> None:
    rows.filter(sequence=at).delete()


def edit_one(rows, at: int) -> None:
    rows.filter(sequence=at).update(actor="account:1")


def cut(rows, at: int) -> None:
    rows.filter(sequence__gte=at).delete()


def reorder(rows, at: int) -> None:
    one, other = rows.get(sequence=at), rows.exclude(sequence=at).order_by("?").first()
    rows.filter(pk=one.pk).update(sequence=999_999)
    rows.filter(pk=other.pk).update(sequence=one.sequence)
    rows.filter(pk=one.pk).update(sequence=other.sequence)


def cut_with_the_head(rows, at: int) -> None:
    realm = rows.first().realm
    cut(rows, at)
    write_anew(realm)


def cut_with_every_head(rows, at: int) -> None:
    realm = rows.first().realm
    cut_with_the_head(rows, at) if at > 1 else (cut(rows, at), ChainHead.objects.filter(realm=realm).delete())
    SignedHead.objects.filter(realm=realm, sequence__gte=at).delete()


def edit_and_write_anew(rows, at: int) -> None:
    edit_one(rows, at)
    write_anew(rows.first().realm, at)


def delete_and_write_anew(rows, at: int) -> None:
    realm = rows.first().realm
    delete_one(rows, at)
    write_anew(realm)


MEDDLING = (delete_one, edit_one, cut, reorder, cut_with_the_head, cut_with_every_head, edit_and_write_anew,
            delete_and_write_anew)  # fmt: skip


def count_found(trials: int, seed: int) -> list[str]:
    """Meddle so many times, each time with a whole journal; return what was overlooked."""
    dice = random.Random(seed)  # noqa: S311  # no secrets are made here
    strike(23)
    strike(11, realm="orvane")
    sign_heads(at=NOON)
    strike(17)
    strike(9, realm="orvane")
    sign_heads(at=NOON + timedelta(hours=2))
    remove_guards(connection)
    overlooked = []
    for trial in range(trials):
        realm, length = dice.choice([("taluma", 40), ("orvane", 20)])
        meddle, place = MEDDLING[trial % len(MEDDLING)], dice.randint(2, length)
        with transaction.atomic():
            meddle(Entry.objects.filter(realm=realm), place)
            broken = audit_journal().broken
            if broken is None or broken.realm != realm:
                overlooked.append(f"{trial}: {meddle.__name__} at {realm}/{place}: {broken}")
            transaction.set_rollback(True)
    assert audit_journal().broken is None
    install_guards(connection)
    return overlooked


def test_sixty_of_sixty_meddlings_are_found() -> None:
    assert count_found(64, seed=1) == []


@pytest.mark.long
def test_a_thousand_of_a_thousand_meddlings_are_found() -> None:
    assert count_found(1_000, seed=2) == []


def test_a_head_is_signed_when_a_chain_grew_much_or_an_hour_went_by() -> None:
    strike(1)
    assert [sign_heads(at=NOON), sign_heads(at=NOON + timedelta(hours=3))] == [1, 0]
    strike(1)
    assert sign_heads(at=NOON + timedelta(minutes=59)) == 0
    assert sign_heads(at=NOON + timedelta(minutes=60)) == 1
    strike(SIGNED_AFTER_ENTRIES)
    assert sign_heads(at=NOON + timedelta(minutes=61)) == 1
    strike(1)
    assert sign_heads(at=NOON + timedelta(minutes=62), all_of_them=True) == 1


def test_the_file_of_heads_is_for_its_owner_and_holds_what_the_table_holds() -> None:
    strike(3)
    sign_heads(at=NOON)
    (line,) = heads_file().read_text("utf-8").splitlines()

    assert heads_file().stat().st_mode & 0o777 == 0o600
    assert {name: json.loads(line)[name] for name in ("realm", "sequence")} == {"realm": "taluma", "sequence": 3}
    assert verify_heads() == (1, None)
    assert verify_heads("orvane") == (0, None)


@pytest.mark.parametrize("places", ["table", "file"])
def test_a_head_that_is_kept_in_one_place_only_is_named(places: str) -> None:
    strike(3)
    sign_heads(at=NOON)
    if places == "table":
        heads_file().write_text("torn line")
    else:
        SignedHead.objects.all().delete()

    broken = audit_journal().broken
    assert broken is not None
    assert (broken.sequence, "no longer in" in broken.problem) == (3, True)


def test_a_head_of_another_key_is_named() -> None:
    strike(3)
    sign_heads(at=NOON)
    stranger = public_text(operator_key(Path(site.OSPOLIS.data_dir) / "of-a-stranger"))

    broken = audit_journal(public=stranger).broken

    assert broken is not None and broken.problem == "has a head that this key did not sign"
    with pytest.raises(BadKey, match="no public key"):
        audit_journal(public="nonsense")


def test_a_forged_head_in_the_table_is_named() -> None:
    strike(3)
    sign_heads(at=NOON)
    SignedHead.objects.update(hash="0" * 64)

    broken = audit_journal().broken
    assert broken is not None and broken.problem == "has a head that this key did not sign"


def test_the_key_is_made_once_for_its_owner_and_a_damaged_one_is_refused(tmp_path: Path) -> None:
    key = operator_key(tmp_path)
    public = public_text(key)

    assert public_text(operator_key(tmp_path)) == public
    assert (tmp_path / "operator-key.pem").stat().st_mode & 0o777 == 0o600
    assert (is_signed("a", sign_text(key, "a"), public), is_signed("b", sign_text(key, "a"), public)) == (True, False)
    assert not is_signed("a", "###", public)
    (tmp_path / "operator-key.pem").write_text("nonsense")
    with pytest.raises(BadKey, match="holds no key"):
        operator_key(tmp_path)


def test_a_night_keeps_what_it_found() -> None:
    strike(3)
    sign_journal.work(ANYBODY)
    audit_nightly.work(SYSTEM)
    ChainHead.objects.filter(realm="taluma").update(sequence=4)
    note_audit(report=audit_journal("taluma"), at=NOON)

    found = {row.holds: row for row in Audit.objects.all()}
    assert (found[True].entries, found[True].heads) == (3, 1)
    assert (found[False].broken_realm, found[False].broken_sequence) == ("taluma", 4)
    assert str(Audit.objects.earliest("id")) == "3 entries hold"
