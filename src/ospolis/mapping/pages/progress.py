"""The page of a collection that is under way: how far it is, how fast, what failed, who reads."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.core.access import Viewer
from ospolis.core.addresses import address_of
from ospolis.core.charts import Chart, Slice, draw_stacked_bar, say_number
from ospolis.mapping.choices import Executor
from ospolis.mapping.rows import Collection, collection
from ospolis.mapping.selectors.runs import RunProgress, newest_run, progress_of_run
from ospolis.offices.models import Office

_MINUTE, _HOUR = 60.0, 3_600.0
# From so long on it is told in the next larger unit.
_OFTEN = 1.5


@dataclass(frozen=True, slots=True)
class ProgressPage:
    """What the page shows; `is_running` also when nobody was seen lately, `is_silent` then."""

    office: Office
    run: Collection | None = None
    is_running: bool = False
    is_silent: bool = False
    bar: Chart | None = None
    failed: str = ""
    rate: str = ""
    remaining: str = ""
    readers: str = ""
    watches: bool = False
    here: str = ""
    watch_url: str = ""


def describe_progress(viewer: Viewer, office: Office, *, watches: bool) -> ProgressPage:
    """Gather the page of the newest collection of an office; `watches` says that it is asked for again and again.

    Cost     3 queries, 1 when no collection is under way
    """
    run = newest_run(viewer, office.key)
    if run is None:
        return ProgressPage(office)
    shown = collection(run, run.summary.get("sources", {}))
    here = f"{address_of('mapping:progress')}?office={office.key}"
    if not shown.is_running:
        return ProgressPage(office, run=shown, here=here)
    progress = progress_of_run(viewer, run, at=timezone.now())
    return ProgressPage(
        office=office,
        run=shown,
        is_running=True,
        is_silent=progress.seen_at is None,
        bar=_draw_bar(progress),
        failed=say_number(progress.failed),
        rate=_say_rate(progress.a_minute),
        remaining=_say_time(progress.remaining),
        readers=_say_readers(progress),
        watches=watches,
        here=here,
        watch_url=f"{here}&watch=1",
    )


def _draw_bar(progress: RunProgress) -> Chart:
    parts = {"done": say_number(progress.done), "total": say_number(progress.total)}
    title = _("%(done)s of %(total)s steps are done") % parts
    slices = [
        Slice(_("Done"), progress.done - progress.failed, 1),
        Slice(_("Failed"), progress.failed, 2),
        Slice(_("Not done yet"), progress.total - progress.done, 0),
    ]
    note = _("Each source is fetched, and read when it changed: so the number of steps may grow")
    return draw_stacked_bar(
        [part for part in slices if part.value], title=title, note=note, label=title, head=(_("State"), _("Steps")),
        keeps_order=True,
    )  # fmt: skip


def _say_rate(a_minute: float) -> str:
    count = round(a_minute)
    if not count:
        return ""
    return ngettext("%(n)s step a minute", "%(n)s steps a minute", count) % {"n": say_number(count)}


def _say_time(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds < _OFTEN * _MINUTE:
        count = max(round(seconds), 1)
        return ngettext("about %(n)s second", "about %(n)s seconds", count) % {"n": count}
    if seconds < _OFTEN * _HOUR:
        count = round(seconds / _MINUTE)
        return ngettext("about %(n)s minute", "about %(n)s minutes", count) % {"n": count}
    count = round(seconds / _HOUR)
    return ngettext("about %(n)s hour", "about %(n)s hours", count) % {"n": count}


def _say_readers(progress: RunProgress) -> str:
    """Who reads, in a few words; no name of a machine stands on a public page."""
    if not progress.executor:
        return ""
    workers = ngettext("%(n)s worker", "%(n)s workers", progress.readers) % {"n": progress.readers}
    if progress.executor != Executor.CLUSTER:
        return _("%(executor)s: %(workers)s") % {"executor": Executor(progress.executor).label, "workers": workers}
    machines = ngettext("%(n)s machine", "%(n)s machines", progress.places) % {"n": progress.places}
    return _("a cluster: %(workers)s on %(machines)s") % {"workers": workers, "machines": machines}
