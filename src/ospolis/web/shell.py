"""What stands around every page: the shell of the reader, the office, the navigation."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from ospolis.core.access import ANYBODY, Role, Viewer
from ospolis.core.addresses import address_of
from ospolis.core.page import PUBLIC, STAFF, Entry, Frame, Group, Language, OfficeLabel, find_current, mark_current
from ospolis.offices.models import Office
from ospolis.offices.selectors import offices_seen_by, offices_worked_in_by

_OF_OWN_OFFICE = (
    "web:desk", "assessment:results", "assessment:campaigns", "people:roles", "web:journal", "offices:settings",
)  # fmt: skip


def shell_context(request: HttpRequest) -> dict[str, Frame]:
    """The frame of the page, for every template.

    Cost     1 query: the offices
    """
    viewer: Viewer = getattr(request, "viewer", ANYBODY)
    office = shown_office(request, viewer)
    realms = viewer.realms(Role.OFFICER)
    is_staff = viewer.is_known and bool(realms)
    realm = office.key if office else ""
    led = viewer.realms(Role.LEAD)
    leads = realm in led if realm in realms else bool(led)
    ways = _list_ways(get_language(), is_staff, leads)
    here = find_current(ways[0], request.path)
    nav, foot = _lead_to_office(get_language(), is_staff, leads, here, realm, realm in realms)
    if own := () if is_staff or not viewer.is_known else _own_ways(viewer):
        nav = (*nav, *mark_current((Group(entries=own),), request.path))
    return {
        "frame": Frame(
            shell=STAFF if is_staff else PUBLIC,
            office=_label(office) if office else None,
            nav=nav,
            foot=foot,
            languages=_languages(request),
            person=_person(viewer),
            search_url=address_of("web:search"),
            is_sample=bool(office and office.is_sample),
        )
    }


def shown_office(request: HttpRequest, viewer: Viewer) -> Office | None:
    """The office that a page is about: the one a view found out, the one asked for, one's own, or the first."""
    if (found := getattr(request, "office", None)) is not None:
        return cast(Office, found)
    wanted = getattr(request, "realm", "") or request.GET.get("office", "")
    if not wanted and viewer.is_known:
        own = offices_worked_in_by(viewer).first()
        if own is not None:
            return own
    offices = list(offices_seen_by(viewer))
    return next((office for office in offices if office.key == wanted), offices[0] if offices else None)


def _label(office: Office) -> OfficeLabel:
    return OfficeLabel(
        name=office.name,
        country=office.country_name or office.country,
        home_url=f"{address_of('web:home')}?office={office.key}",
        about=_("At %(host)s") % {"host": office.host.name},
    )


@lru_cache(maxsize=64)
def _list_ways(language: str | None, is_staff: bool, leads: bool) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    """Navigation and foot in the reader's language, before an office is known."""
    return _staff_nav(leads) if is_staff else _public_nav(), _foot()


@lru_cache(maxsize=1024)
def _lead_to_office(
    language: str | None, is_staff: bool, leads: bool, here: str | None, realm: str, is_own: bool
) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    """Navigation and foot for an office, kept by all that they depend on: of the reader only the shell, whether
    the reader leads an office, and whether the office is an own one."""
    nav, foot = _list_ways(language, is_staff, leads)
    return ask_for_office(mark_current(nav, here or ""), realm, is_own), ask_for_office(foot, realm, is_own)


def ask_for_office(groups: tuple[Group, ...], realm: str, is_own: bool) -> tuple[Group, ...]:
    """Keep the office in every address, so that a reader stays with the one that was chosen.

    Desk, people, journal and settings are those of an own office: they are not asked for those of another one.
    """
    if not realm:
        return groups
    foreign = set() if is_own else {reverse(name) for name in _OF_OWN_OFFICE}
    return tuple(
        replace(
            group,
            entries=tuple(
                entry if entry.url in foreign else replace(entry, url=f"{entry.url}?office={realm}")
                for entry in group.entries
            ),
        )
        for group in groups
    )


def _own_ways(viewer: Viewer) -> tuple[Entry, ...]:
    """What roles beside those of an office add to the navigation."""
    roles = viewer.roles()
    ways = []
    if Role.FOCAL_POINT in roles:
        ways.append(Entry(_("My institution"), reverse("web:my-institution"), "building"))
    if Role.PROGRAMME in roles:
        ways.append(Entry(_("Assessment"), reverse("assessment:results"), "gauge"))
    if roles & {Role.PROGRAMME, Role.OPERATOR}:
        ways.append(_journal())
    return tuple(ways)


def _journal() -> Entry:
    return Entry(_("Journal"), reverse("web:journal"), "clock")


def _public_nav() -> tuple[Group, ...]:
    return (
        Group(
            entries=(
                Entry(_("National map"), reverse("publishing:map"), "map"),
                Entry(_("Institutions"), reverse("publishing:institutions"), "building"),
                Entry(_("Repositories"), reverse("mapping:repositories"), "branch"),
                Entry(_("What we collected"), reverse("mapping:collection"), "data"),
            )
        ),
    )


def _staff_nav(leads: bool) -> tuple[Group, ...]:
    settings_of_office = (Entry(_("Settings"), reverse("offices:settings"), "sliders"),) if leads else ()
    return (
        Group(
            entries=(
                Entry(_("Today"), reverse("web:desk"), "home"),
                Entry(_("National map"), reverse("publishing:map"), "map"),
                Entry(_("Institutions"), reverse("publishing:institutions"), "building"),
                Entry(_("Repositories"), reverse("mapping:repositories"), "branch"),
                Entry(_("Collection"), reverse("mapping:collection"), "data"),
                Entry(_("Assessment"), reverse("assessment:results"), "gauge"),
                Entry(_("Campaigns"), reverse("assessment:campaigns"), "inbox"),
                Entry(_("People"), reverse("people:roles"), "people"),
                _journal(),
                *settings_of_office,
            )
        ),
    )


def _foot() -> tuple[Group, ...]:
    return (
        Group(
            entries=(
                Entry(_("National map"), reverse("publishing:map")),
                Entry(_("What we collected, what failed"), reverse("mapping:collection")),
                Entry(_("Maturity of institutions"), reverse("assessment:published")),
            )
        ),
        Group(
            entries=(
                Entry(_("How this site is built"), reverse("web:about")),
                Entry(_("Data of people"), reverse("web:privacy")),
                Entry(_("Parts of these pages"), reverse("core:components")),
            )
        ),
    )


def _person(viewer: Viewer) -> Entry:
    if not viewer.is_known:
        return Entry(_("Log in"), address_of("people:log-in"), "user")
    if viewer.is_held_back:
        return Entry(_("Second factor needed"), address_of("people:second-factor"), "user")
    if not viewer.realms(Role.OFFICER):
        # A longer name in the head of a public page would not fit beside the navigation.
        return Entry(_("Account"), address_of("people:account"), "user")
    role = next((role for role in reversed(Role) if role in viewer.roles()), Role.PARTICIPANT)
    return Entry(role.words.capitalize(), address_of("people:account"), "user")


def _languages(request: HttpRequest) -> tuple[Language, ...]:
    if len(settings.LANGUAGES) < 2:
        return ()
    found = []
    for code, _name in settings.LANGUAGES:
        facts = get_language_info(code)
        direction = "rtl" if facts["bidi"] else "ltr"
        url = f"{reverse('web:set-language')}?{urlencode({'language': code, 'next': request.get_full_path()})}"
        found.append(Language(code, facts["name_local"], url, "rtl" if direction == "rtl" else "ltr"))
    return tuple(found)
