"""What a page tells its shell: two frozen objects, so that navigation and names are data and never markup.

`page` (one `Page`) comes from the view and is about this page. `frame` (one `Frame`) comes from the context
processor of the roof and is about the reader: which shell, which office, which entries. A page template
begins with `{% extends frame.shell %}` and fills the block `content`, or `main` when it needs the full width.
`lang` and `dir` of the page come from the active language. A shell also works without `page` and `frame`,
because the error pages 400 and 500 have no context.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

PUBLIC = "core/public.html"
STAFF = "core/staff.html"


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of the navigation: words, address, icon of the sprite, and whether the reader is there."""

    title: str
    url: str
    icon: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Links that belong together; the first group of a navigation has no title."""

    entries: tuple[Entry, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way to this page; the last one has no address."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Language:
    """The same page in another language: code, its name in itself, direction and address."""

    code: str
    name: str
    url: str
    dir: Literal["ltr", "rtl"] = "ltr"


@dataclass(frozen=True, slots=True)
class OfficeLabel:
    """The host of the pages as readers know it; all in the office's own words."""

    name: str
    country: str = ""
    home_url: str = "/"
    about: str = ""
    email: str = ""
    supported_by: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """Who reads, and what stands around the content.

    shell      PUBLIC without a role, STAFF with one; content does not decide it, the reader does
    nav        groups of entries, see `mark_current`; the public shell shows one row of them
    foot       groups of links at the foot of the public shell
    languages  the other languages that this page is there in
    person     the link to what the reader may set, titled by role or "Log in"; none hides it
    density    kept for each person; the public shell is always comfortable
    search_url address of the global search; empty hides the field
    is_sample  whether the office is invented: every page then says so
    """

    shell: str = PUBLIC
    office: OfficeLabel | None = None
    nav: tuple[Group, ...] = ()
    foot: tuple[Group, ...] = ()
    languages: tuple[Language, ...] = ()
    person: Entry | None = None
    density: Literal["comfortable", "compact"] = "compact"
    search_url: str = ""
    is_sample: bool = False

    @property
    def is_staff(self) -> bool:
        """Say whether the shell loads script, so that parts may offer the drawer."""
        return self.shell == STAFF

    @property
    def where(self) -> str:
        """Name the place for the title of the window: "What - where"."""
        return self.office.name if self.office else "Ospolis"


@dataclass(frozen=True, slots=True)
class Page:
    """What this page is: `title` without the place, the way here, and whether an answer needs attention."""

    title: str
    crumbs: tuple[Crumb, ...] = ()
    description: str = ""
    has_errors: bool = False


def find_current(nav: tuple[Group, ...], path: str) -> str | None:
    """The address of the entry that `path` lies under: the longest one wins, and `/` only stands for itself."""
    urls = [entry.url for group in nav for entry in group.entries]
    around = [url for url in urls if url == path or (url not in {"", "/"} and path.startswith(url))]
    return max(around, key=len, default=None)


def mark_current(nav: tuple[Group, ...], path: str) -> tuple[Group, ...]:
    """Mark the entry that `path` lies under: the longest address wins, and `/` only stands for itself."""
    here = find_current(nav, path)
    return tuple(
        replace(group, entries=tuple(replace(entry, is_current=entry.url == here) for entry in group.entries))
        for group in nav
    )
