"""Write what workers found out: each outcome whole, in one transaction, by the holder of the lease only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from ospolis.core.access import Viewer
from ospolis.core.journal.services import record
from ospolis.core.search.services import remove_rows
from ospolis.evidence.ledger import Origin, Whole
from ospolis.evidence.measures import definitions
from ospolis.evidence.services import end_facts, record_facts
from ospolis.mapping.choices import SourceKind, SourceState, Stage, WorkState
from ospolis.mapping.events import SourceFetched, SourceRead
from ospolis.mapping.models import Source, WorkItem
from ospolis.mapping.new_files import date_new_files
from ospolis.mapping.outcomes import (
    NOT_FETCHED,
    Collected,
    DocumentFindings,
    FoundComponent,
    RepositoryFindings,
    Trouble,
)
from ospolis.mapping.selectors.repositories import held_governance
from ospolis.mapping.services.contents import (
    keep_components,
    let_others_write,
    list_changes,
    replace_components,
    replace_records,
)
from ospolis.mapping.services.deep import replace_unread
from ospolis.mapping.services.repositories import (
    join_old_address,
    list_repositories,
    may_own_by_now,
    store_repository,
)
from ospolis.mapping.services.withdrawing import withdraw_unlisted

# A reading of a repository says everything there is to say of it, but for what its forge says, what its releases held
# and what desks record.
REPOSITORY_MEASURES = frozenset(
    code
    for code, measure in definitions().measures.items()
    if measure.subject == "repository"
    and measure.written_by == "collection"
    and not code.startswith(("repository.forge-", "repository.release-"))
)
# From so many components on a list is written in portions before its outcome.
_LONG_LIST = 2_000


class LeaseLost(RuntimeError):
    """Another worker holds the item by now; nothing was written."""


@transaction.atomic
def store_collected(
    *,
    item_id: int,
    owner: str,
    collected: Collected,
    analyse_version: str,
    month: str,
    actor: Viewer,
    at: datetime,
    place: str = "",
) -> bool:
    """Write that a source was fetched, and put its reading on the list unless just that was read before.

    `month` is part of what is read: figures of history, such as commits in a year, move while a repository rests.
    `place` is where the copy lies: the reading goes there first, and so does the next fetching.

    Returns  whether there is something to read
    Raises   LeaseLost
    Emits    mapping.source_fetched, when the content or its address changed
    """
    item = held_item(item_id, owner)
    source = item.source
    item.place = place
    is_new = source.content_digest != collected.digest
    has_moved = item.report.get("moved_to", "") != collected.moved_to
    close_item(item, collected.trouble, collected.report, collected.digest, at)
    if is_new:
        Source.objects.filter(pk=source.pk).update(content_digest=collected.digest, changed_at=at)
    # A repository that goes back to a commit is read again: something else was read of it since.
    to_read = _list_reading(item, collected, analyse_version, month, again=has_moved or is_new)
    if not to_read:
        note_source(source, WorkItem.objects.get(pk=_reading_of(item, collected, analyse_version, month)), at)
    if is_new or has_moved:
        state, code = ("partial" if collected.trouble else "done"), ("moved" if collected.moved_to else "")
        event = SourceFetched(source_key=source.key, state=state, digest=collected.digest, code=code)
        record(event, actor=actor, at=at, realm=source.realm)
    return to_read


def _reading_digest(collected: Collected, month: str) -> str:
    return f"{collected.digest}@{month}"


def _reading_of(item: WorkItem, collected: Collected, version: str, month: str) -> int:
    digest = _reading_digest(collected, month)
    rows = WorkItem.objects.filter(source=item.source, stage=Stage.ANALYSE, tool_version=version, input_digest=digest)
    return rows.values_list("pk", flat=True).get()


def _list_reading(item: WorkItem, collected: Collected, version: str, month: str, *, again: bool) -> bool:
    digest = _reading_digest(collected, month)
    reading, is_new = WorkItem.objects.get_or_create(
        source=item.source, stage=Stage.ANALYSE, tool_version=version, input_digest=digest, defaults={"run": item.run}
    )
    anew = {"run": item.run, "state": WorkState.WAITING, "attempts": 0}
    # A partial answer is kept like a whole one, unless the line or a disk was to blame; a failure is tried again.
    is_done = not is_new and reading.state in (WorkState.DONE, WorkState.PARTIAL) and reading.code != NOT_FETCHED
    if is_done and (again or may_own_by_now(item.source, str(reading.report.get("same_as", "")))):
        is_done = False
        WorkItem.objects.filter(pk=reading.pk).update(**anew)
    if not is_new and not is_done and reading.run_id != item.run_id:
        WorkItem.objects.filter(pk=reading.pk).update(**anew)
    if not is_done:
        WorkItem.objects.filter(pk=reading.pk).update(place=item.place)
    return not is_done


def store_components_ahead(
    *, item_id: int, owner: str, found: Sequence[FoundComponent], columns: dict[str, Any] | None, at: datetime
) -> bool:
    """Write a long list of components before its outcome, in portions between which every other writer has a turn.

    An interruption leaves a part of them, and the source as not read: reading it again writes the rest.

    Shapes   columns: those of the repository's row; None for a document
    Returns  whether they are written, so that the outcome need not write them
    Raises   LeaseLost
    Emits    nothing: the outcome that follows tells what was read
    """
    keep_components(found=found)
    if len(found) < _LONG_LIST:
        return False
    with transaction.atomic():
        source = held_item(item_id, owner).source
        repository, is_owner = store_repository(source, columns, at) if columns else (None, True)
    if is_owner:
        for change in list_changes(source, found, repository=repository):
            with transaction.atomic():
                held_item(item_id, owner)
                change.write()
            let_others_write()
    return True


@transaction.atomic
def store_repository_findings(
    *,
    item_id: int,
    owner: str,
    findings: RepositoryFindings,
    origin: Origin,
    actor: Viewer,
    at: datetime,
    is_ahead: bool = False,
) -> int:
    """Write what a repository holds: its row, components unless they are ahead, and facts; returns how many are new.

    Raises   LeaseLost; UnknownMeasure
    Emits    evidence.facts_recorded and mapping.source_read, when something changed
    """
    item = held_item(item_id, owner)
    source = item.source
    repository, is_owner = store_repository(source, findings.columns, at)
    if moved_from := findings.columns.get("moved_from", ""):
        left = join_old_address(source, moved_from, repository, at)
        gone = [("repository", key) for key in left]
        end_facts(realm=source.realm, subjects=gone, source_keys=(), actor=actor, at=at)
        remove_rows(kind="repository", keys=left)
    if not is_owner:
        report = {**findings.report, "same_as": repository.key}
        _finish_reading(item, findings.trouble, report, origin.commit, 0, actor, at)
        return 0
    if not is_ahead:
        replace_components(source, findings.components, repository=repository)
    replace_unread(repository, findings.unread)
    held = held_governance(actor, repository.key)
    dated = date_new_files(findings.facts, held, findings.columns.get("last_commit_on") or at.date())
    facts = [replace(fact, subject_key=repository.key) for fact in dated]
    whole = Whole("repository", repository.key, REPOSITORY_MEASURES)
    change = record_facts(realm=source.realm, origin=origin, facts=facts, whole=[whole], actor=actor, at=at)
    _finish_reading(item, findings.trouble, findings.report, origin.commit, change.new + change.ended, actor, at)
    return change.new


@transaction.atomic
def store_document_findings(
    *,
    item_id: int,
    owner: str,
    findings: DocumentFindings,
    origin: Origin,
    actor: Viewer,
    at: datetime,
    is_ahead: bool = False,
) -> int:
    """Write what a metadata file, an inventory or a component list holds; returns the number of new facts.

    Raises   LeaseLost; UnknownMeasure
    Emits    evidence.facts_recorded and mapping.source_read, when something changed
    """
    item = held_item(item_id, owner)
    source = item.source
    listed = list_repositories(source, findings.records, at)
    replace_records(source, findings.records, listed)
    withdraw_unlisted(source.realm, at=at)
    if source.kind == SourceKind.COMPONENT_LIST and not is_ahead:
        replace_components(source, findings.components, repository=None)
    change = record_facts(realm=source.realm, origin=origin, facts=findings.facts, actor=actor, at=at)
    digest = item.input_digest.partition("@")[0]
    _finish_reading(item, findings.trouble, findings.report, digest, change.new + change.ended, actor, at)
    return change.new


@transaction.atomic
def fail_item(
    *,
    item_id: int,
    owner: str,
    state: WorkState,
    code: str,
    message: str,
    remedy: str,
    actor: Viewer,
    at: datetime,
) -> None:
    """Write that a stage failed, with the reason and what to do; a lease that is lost writes nothing.

    Raises   nothing of its own
    Emits    mapping.source_fetched or mapping.source_read with the code, unless the same was said before
    """
    item = WorkItem.objects.filter(pk=item_id, lease_owner=owner).select_related("source", "run").first()
    if item is None:
        return
    said_before = (item.source.state, item.source.code) == (SourceState.FAILED, code)
    close_item(item, Trouble(code, message, remedy), {}, "", at, failed=True)
    note_source(item.source, item, at)
    if said_before:
        return
    if item.stage == Stage.COLLECT:
        event = SourceFetched(source_key=item.source.key, state=str(state), digest="", code=code)
        record(event, actor=actor, at=at, realm=item.source.realm)
    else:
        read = SourceRead(source_key=item.source.key, state=str(state), digest="", facts=0)
        record(read, actor=actor, at=at, realm=item.source.realm)


def held_item(item_id: int, owner: str) -> WorkItem:
    """The item that a worker holds, locked. Raises LeaseLost."""
    items = WorkItem.objects.select_for_update(of=("self",)).select_related("source__institution", "run")
    item = items.filter(pk=item_id, lease_owner=owner, state=WorkState.LEASED).first()
    if item is None:
        raise LeaseLost(f"work item {item_id} is held by another worker")
    return item


def _finish_reading(
    item: WorkItem,
    trouble: Trouble | None,
    report: dict[str, object],
    digest: str,
    changes: int,
    actor: Viewer,
    at: datetime,
) -> None:
    close_item(item, trouble, report, digest, at)
    note_source(item.source, item, at)
    if changes:
        state = "partial" if trouble else "done"
        event = SourceRead(source_key=item.source.key, state=state, digest=digest, facts=changes)
        record(event, actor=actor, at=at, realm=item.source.realm)


def close_item(
    item: WorkItem,
    trouble: Trouble | None,
    report: dict[str, object],
    digest: str,
    at: datetime,
    *,
    failed: bool = False,
) -> None:
    """Write how an item ended, and let go of it."""
    ended_well = WorkState.PARTIAL if trouble else WorkState.DONE
    item.state = WorkState.FAILED if failed else ended_well
    item.code, item.message, item.remedy = (
        (trouble.code, trouble.message[:1000], trouble.remedy[:1000]) if trouble else ("", "", "")
    )
    item.report, item.result_digest, item.finished_at = report, digest, at
    item.lease_owner, item.lease_until, item.begun_at = "", None, None
    item.save()


def note_source(source: Source, item: WorkItem, at: datetime) -> None:
    """Let the source say how its last reading ended: what its page and the list of the collection show."""
    states = {
        WorkState.DONE: SourceState.DONE,
        WorkState.PARTIAL: SourceState.PARTIAL,
        WorkState.FAILED: SourceState.FAILED,
    }
    fields = {
        "state": states[WorkState(item.state)], "step": item.stage, "code": item.code, "message": item.message,
        "remedy": item.remedy, "read_at": at,
    }  # fmt: skip
    Source.objects.filter(pk=source.pk).update(**fields)
