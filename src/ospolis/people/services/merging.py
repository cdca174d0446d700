"""Makes two records of one person one, in a way that can be undone; written by people, never by a job."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.people.events import PeopleMerged, PeopleUnmerged
from ospolis.people.models import Account, Merge, Person
from ospolis.people.selectors.duplicates import UNDO_WITHIN
from ospolis.people.selectors.persons import people_known_in_full
from ospolis.people.services.merging_accounts import choose_account, close_others, hold_accounts, refuse_gain
from ospolis.people.services.pointing import Move, find_moves, tables_of_people
from ospolis.people.services.sessions import close_all_sessions

FILLED = ("certificate_name", "email", "phone", "language", "time_zone")


class CannotUndo(ValueError):
    """The merge was undone before, its thirty days are over, or a later merge stands in the way."""


@transaction.atomic
def merge_people(
    *,
    kept_id: int,
    gone_id: int,
    reason: str,
    actor: Viewer,
    at: datetime,
    staying_account_id: int | None = None,
) -> Merge:
    """Make two records one: what points at the one that goes points at the other from then on.

    Of two rows that cannot stand beside each other the better one stays with the person; the other one waits with the
    record that went, until the merge is final. Empty fields are filled.
    Raises   Person.DoesNotExist when one of both is not the actor's to know; TwoAccounts; ValidationError
    Emits    people.merged
    """
    if not reason.strip() or kept_id == gone_id:
        raise ValidationError(_("Choose two records, and say why they are one person."))
    kept, gone = _both(actor, kept_id, gone_id)
    accounts = hold_accounts(kept, gone)
    stays = choose_account(accounts, kept, staying_account_id)
    refuse_gain((kept, gone), stays, actor, at)
    moves = find_moves(kept.pk, gone.pk, stays=stays)
    closed = close_others(accounts, stays, at)
    _carry_out(moves, kept.pk, gone.pk, at)
    before = {name: getattr(kept, name) for name in FILLED if not getattr(kept, name) and getattr(gone, name)}
    for name in before:
        setattr(kept, name, getattr(gone, name))
    kept.save(update_fields=list(before)) if before else None
    gone.merged_into = kept
    gone.save(update_fields=["merged_into"])
    merge = Merge.objects.create(
        kept=kept, gone=gone, realm=kept.realm, moved=[move.plain() for move in moves],
        before={"fields": before, "closed": closed}, reason=reason.strip()[:300], merged_by=actor.pk, merged_at=at,
    )  # fmt: skip
    event = PeopleMerged(merge_id=merge.pk, kept_id=kept.pk, gone_id=gone.pk, rows=len(moves))
    record(event, actor=actor, at=at, realm=kept.realm or gone.realm or "installation")
    return merge


@transaction.atomic
def unmerge_people(*, merge_id: int, actor: Viewer, at: datetime) -> Merge:
    """Take two records apart again: every row goes back to whom it belonged. What came since stays with the kept one.

    Raises   Merge.DoesNotExist when it is not the actor's to know; CannotUndo
    Emits    people.unmerged
    """
    rows = Merge.objects.select_for_update(of=("self",))
    merge = rows.get(pk=merge_id, kept__in=people_known_in_full(actor).order_by())
    if merge.undone_at or merge.gone_id is None or at - merge.merged_at >= UNDO_WITHIN:
        raise CannotUndo(merge_id)
    both = Person.objects.select_for_update(of=("self",)).filter(pk__in=(merge.kept_id, merge.gone_id))
    people = {row.pk: row for row in both.order_by("pk")}
    kept, gone = people[merge.kept_id], people[merge.gone_id]
    if gone.merged_into_id != kept.pk:
        raise CannotUndo(merge_id)
    back = [Move.read(plain).turned() for plain in merge.moved]
    _carry_out([move for move in back if move.still_with(kept.pk, gone.pk)], kept.pk, gone.pk, at)
    filled = {name: old for name, old in merge.before["fields"].items() if getattr(kept, name) == getattr(gone, name)}
    for name, old in filled.items():
        setattr(kept, name, old)
    kept.save(update_fields=list(filled)) if filled else None
    gone.merged_into = None
    gone.save(update_fields=["merged_into"])
    Account.objects.filter(pk=merge.before["closed"]).update(is_active=True)
    for account in hold_accounts(kept, gone):
        close_all_sessions(account_id=account.pk, at=at)
    merge.undone_at = at
    merge.save(update_fields=["undone_at"])
    event = PeopleUnmerged(merge_id=merge.pk, kept_id=kept.pk, gone_id=gone.pk, rows=len(back))
    record(event, actor=actor, at=at, realm=kept.realm or gone.realm or "installation")
    return merge


def _both(actor: Viewer, kept_id: int, gone_id: int) -> tuple[Person, Person]:
    """Both records, locked in the order of their numbers.

    Raises   Person.DoesNotExist
    """
    known = people_known_in_full(actor).filter(pk__in=(kept_id, gone_id))
    numbers = set(known.values_list("pk", flat=True))
    rows = Person.objects.select_for_update(of=("self",)).filter(pk__in=numbers, merged_into__isnull=True)
    people = {row.pk: row for row in rows.filter(erased_at__isnull=True).order_by("pk")}
    if len(people) < 2:
        raise Person.DoesNotExist
    return people[kept_id], people[gone_id]


def _carry_out(moves: Sequence[Move], kept_id: int, gone_id: int, at: datetime) -> None:
    """Move rows between two records. Rows that trade places pass by a third one, so that no two ever collide."""
    leaving = [move for move in moves if not move.to_kept]
    coming = [move for move in moves if move.to_kept]
    between = Person.objects.create(name="-", created_at=at) if leaving else None
    for move in leaving:
        move.point_at(between.pk if between else gone_id)
    for move in coming:
        move.point_at(kept_id)
    for move in leaving:
        move.point_at(gone_id)
    if between is not None:
        between.delete()


@transaction.atomic
def close_merges(*, ids: Sequence[int], actor: Viewer, at: datetime) -> int:
    """Let merges become final: the record that went is deleted, with the rows that waited with it.

    Raises   nothing of its own
    Emits    nothing: the declared retention is told of once for the whole run
    """
    rows = Merge.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    final = rows.filter(undone_at__isnull=True, gone__isnull=False)
    gone = [merge.gone_id for merge in final if merge.gone_id is not None]
    count: int = rows.delete()[1].get("people.Merge", 0)
    for number in gone:
        _delete_record(number)
    return count


def _delete_record(person_id: int) -> None:
    """Delete a record that went into another one, and every row that still waits with it.

    Records that went into it before follow the one that was kept. Where a row is held by a desk, the record stays
    without content, still marked as merged, so that nothing counts it.
    """
    person = Person.objects.filter(pk=person_id, merged_into__isnull=False).first()
    if person is None:
        return
    Person.objects.filter(merged_into=person).update(merged_into=person.merged_into_id)
    try:
        with transaction.atomic():
            for model, field in tables_of_people():
                model._base_manager.filter(**{field: person_id}).delete()
            person.delete()
    except ProtectedError:
        Person.objects.filter(pk=person_id).update(
            name="-", certificate_name="", email="", phone="", language="", time_zone="", folded_name=""
        )
