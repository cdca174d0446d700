"""What the page of a forge's source shows: what its list held, what was left out, and how often it may be asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.core.access import Viewer
from ospolis.core.addresses import address_of
from ospolis.core.charts import say_number
from ospolis.mapping.choices import FORGES, ListingState, PresenceState
from ospolis.mapping.listed import FOREIGN, PRIVATE, SWITCHED_OFF, TOO_MANY, UNREADABLE
from ospolis.mapping.models import ForgeHost, ForgeListing, ForgeRepository, Source
from ospolis.mapping.selectors.forges import count_listed, gone_repositories, listing_of

MOST_GONE = 20


@dataclass(frozen=True, slots=True)
class ListNumber:
    """One number of a list, in words."""

    label: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class GoneLine:
    """One repository that is no longer in the list, and what became of it."""

    path: str
    became: str
    moved_to: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class ListingCard:
    """What the forge listed; `is_new` before it was asked for the first time."""

    is_new: bool
    sentence: str = ""
    at: datetime | None = None
    figures: tuple[ListNumber, ...] = ()
    left_out: tuple[str, ...] = ()
    gone: tuple[GoneLine, ...] = ()
    gone_total: int = 0
    all_url: str = ""
    forge: str = ""
    calls: str = ""
    reset_at: datetime | None = None
    has_token: bool = False
    is_empty: bool = False


def describe_listing(viewer: Viewer, source: Source) -> ListingCard | None:
    """Gather what is known of a forge's list; None for sources of other kinds.

    Cost     no query for other kinds, else 3 queries
    """
    if source.kind not in FORGES:
        return None
    listing = listing_of(viewer, source)
    if listing is None or not listing.pages:
        return ListingCard(is_new=True)
    counted = count_listed(viewer, listing)
    host = listing.host
    return ListingCard(
        is_new=False,
        sentence=say_state(listing),
        at=listing.ended_at if listing.state == ListingState.WHOLE else listing.began_at,
        figures=_count_figures(counted),
        left_out=tuple(_say_left_out(listing.left_out)),
        gone=tuple(gone_line(row) for row in gone_repositories(viewer, listing, most=MOST_GONE)),
        gone_total=sum(counted[state] for state in PresenceState.values if state != PresenceState.LISTED),
        all_url=f"{address_of('mapping:collection')}?office={source.realm}&from={source.key}",
        forge=host.origin,
        calls=_say_calls(host),
        reset_at=_end_of_pause(host),
        has_token=bool(host.token),
        is_empty=not counted[PresenceState.LISTED],
    )


def say_state(listing: ForgeListing) -> str:
    """How far a list was read, in a sentence."""
    pages = ngettext("%(n)s page", "%(n)s pages", listing.pages) % {"n": say_number(listing.pages)}
    if listing.state == ListingState.WHOLE:
        return _("The list was read to its end: %(pages)s.") % {"pages": pages}
    if listing.state == ListingState.ASKING:
        return _("The list was read to its end: %(pages)s. What vanished from it is still asked for.") % {
            "pages": pages
        }
    return _("The list was read in part: %(pages)s. The next collection goes on there.") % {"pages": pages}


def _count_figures(counted: Mapping[str, int]) -> tuple[ListNumber, ...]:
    notes = (
        (PresenceState.LISTED, _("Repositories listed"), _("Public ones with contents")),
        ("archived", _("Archived"), _("Frozen by their owner")),
        ("forks", _("Forks"), _("Copies of other repositories")),
        ("joined", _("Known before"), _("Read by another source of the same address")),
    )
    return tuple(ListNumber(label=label, value=say_number(counted[name]), note=note) for name, label, note in notes)


def _say_left_out(left_out: Mapping[str, int]) -> Iterator[str]:
    """Why entries of the list are no sources, each reason with its number."""
    words = {
        PRIVATE: _("Not public: %(n)s. Only what its owner published is read."),
        SWITCHED_OFF: _("Without a repository: %(n)s. Their owner switched it off."),
        FOREIGN: _("At an address of another server: %(n)s. Declare them with the kind git."),
        UNREADABLE: _("Entries that could not be read: %(n)s."),
        TOO_MANY: _("Beyond the limit for one source: %(n)s. They are not read."),
    }
    for reason, sentence in words.items():
        if left_out.get(reason):
            yield sentence % {"n": say_number(left_out[reason])}


def gone_line(row: ForgeRepository) -> GoneLine:
    """One repository that is no longer in its list."""
    return GoneLine(row.path, str(PresenceState(row.presence).label), row.moved_to, row.gone_at)


def _end_of_pause(host: ForgeHost) -> datetime | None:
    """When calls are answered again, or the count of calls begins anew; None when that is past or not known."""
    ends = [moment for moment in (host.wait_until, host.reset_at) if moment is not None and moment > timezone.now()]
    return max(ends, default=None)


def _say_calls(host: ForgeHost) -> str:
    if host.remaining is None or host.limit is None:
        return _("The forge does not say how many calls are left.")
    parts = {"left": say_number(host.remaining), "all": say_number(host.limit)}
    return _("%(left)s of %(all)s calls are left.") % parts
