"""What the page of a list shows: what it named, whose that is, and what to do about entries that could not be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from ospolis.core.access import Viewer
from ospolis.core.addresses import address_of
from ospolis.core.charts import say_number
from ospolis.engines.lists.reading import TOO_MANY
from ospolis.engines.lists.targets import Unusable
from ospolis.mapping.choices import ListingState, PresenceState, SourceKind
from ospolis.mapping.models import Source
from ospolis.mapping.pages.forge import MOST_GONE, GoneLine, ListNumber, gone_line, say_state
from ospolis.mapping.selectors.forges import count_listed, examples_of, gone_repositories, listing_of

MOST_EXAMPLES = 20


@dataclass(frozen=True, slots=True)
class LeftOutLine:
    """Entries that are no source for one reason: how many, and what to do about them."""

    reason: str
    number: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ExampleLine:
    """One entry that could not be used, and where it stands."""

    place: str
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class AddressListCard:
    """What a list named; `is_new` before it was read for the first time."""

    is_new: bool
    sentence: str = ""
    at: datetime | None = None
    figures: tuple[ListNumber, ...] = ()
    left_out: tuple[LeftOutLine, ...] = ()
    examples: tuple[ExampleLine, ...] = ()
    gone: tuple[GoneLine, ...] = ()
    gone_total: int = 0
    all_url: str = ""


def describe_address_list(viewer: Viewer, source: Source) -> AddressListCard | None:
    """Gather what is known of a list; None for sources of other kinds.

    Cost     no query for other kinds, else 4 queries
    """
    if source.kind != SourceKind.LIST:
        return None
    listing = listing_of(viewer, source)
    if listing is None or not listing.pages:
        return AddressListCard(is_new=True)
    counted = count_listed(viewer, listing)
    words = _words()
    return AddressListCard(
        is_new=False,
        sentence=say_state(listing),
        at=listing.ended_at if listing.state == ListingState.WHOLE else listing.began_at,
        figures=_count_figures(counted),
        left_out=tuple(
            LeftOutLine(words[why][0], say_number(number), words[why][1])
            for why in words
            if (number := listing.left_out.get(why))
        ),
        examples=tuple(
            ExampleLine(_say_place(one), str(one["text"]) or "-", words[str(one["reason"])][0])
            for one in examples_of(viewer, listing.pk, most=MOST_EXAMPLES)
            if one["reason"] in words
        ),
        gone=tuple(gone_line(row) for row in gone_repositories(viewer, listing, most=MOST_GONE)),
        gone_total=sum(counted[state] for state in PresenceState.values if state != PresenceState.LISTED),
        all_url=f"{address_of('mapping:collection')}?office={source.realm}&from={source.key}",
    )


def _count_figures(counted: Mapping[str, int]) -> tuple[ListNumber, ...]:
    organisations = counted["organisations"]
    figures = (
        (counted[PresenceState.LISTED] - organisations, _("Repositories"), _("Each is a source of its own")),
        (organisations, _("Organisations"), _("Their repositories are listed by their forges")),
        (counted["joined"], _("Known before"), _("Read by another source of the same address")),
        (counted["elsewhere"], _("At other institutions"), _("Whose addresses the country folder names")),
    )
    return tuple(ListNumber(label=label, value=say_number(number), note=note) for number, label, note in figures)


def _say_place(example: Mapping[str, object]) -> str:
    if example["line"]:
        return _("line %(n)s") % {"n": example["line"]}
    return _("entry %(n)s") % {"n": example["position"]}


def _words() -> dict[str, tuple[str, str]]:
    """Each reason why an entry is no source, with what to do about it."""
    return {
        Unusable.NO_ADDRESS: (
            _("No address"),
            _("Nothing can be read. Ask who publishes the list where the code is, when it is public."),
        ),
        Unusable.BAD_ADDRESS: (_("No address that can be read"), _("Tell who publishes the list to mend it.")),
        Unusable.SECRET: (
            _("An address with a user name or password"),
            _("Tell who publishes the list at once: everybody can read it. It is not kept here."),
        ),
        Unusable.PRIVATE_HOST: (
            _("Inside somebody's network"),
            _("Only its owner can read it. The operator can allow a server of your own in OSPOLIS_INTERNAL_HOSTS."),
        ),
        Unusable.NO_REPOSITORY: (
            _("A page or a file, no repository"),
            _("Declare the repository with the kind git, when there is one."),
        ),
        Unusable.OTHER_LIST: (
            _("Another list"),
            _("Lists are not followed. Declare it as a source of its own with the kind list."),
        ),
        Unusable.ITSELF: (_("The list itself"), _("Nothing: it is read already.")),
        Unusable.UNKNOWN_FORGE: (
            _("An organisation at a forge that is not known"),
            _("Declare it with the kind github, gitlab or gitea; then other organisations there are known too."),
        ),
        Unusable.DOUBLE: (_("Named before in this list"), _("Nothing: it is read once.")),
        TOO_MANY: (
            _("Beyond the limit for one source"),
            _("Split the list into several sources, or let the operator raise OSPOLIS_FORGE_REPOSITORIES."),
        ),
    }
