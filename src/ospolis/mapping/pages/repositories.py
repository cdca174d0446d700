"""The list of repositories."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from ospolis.core.access import Viewer
from ospolis.core.addresses import address_of
from ospolis.core.paging import RowPage, take_page
from ospolis.core.search.selectors import find
from ospolis.evidence.keyfigures import KeyFigure, show_figures
from ospolis.evidence.selectors import figures_of
from ospolis.institutions.selectors import names_of
from ospolis.mapping.forms import RepositoryQuestion
from ospolis.mapping.models import Repository
from ospolis.mapping.pages.keeping import keep_until_collection
from ospolis.mapping.rows import Choice, RepositoryLine, list_choices, repository_line
from ospolis.mapping.selectors.repositories import RepositoryFilter, find_repositories, languages_of
from ospolis.mapping.words import FAMILIES
from ospolis.offices.models import Office

SIZE = 25
MOST_MATCHES = 200
# Above so many institutions a menu helps nobody: the institution's own page then leads to its repositories.
MOST_IN_MENU = 60


@dataclass(frozen=True, slots=True)
class RepositoriesPage:
    """What the list shows; `rows` is one page of it."""

    office: Office
    asked: RepositoryQuestion
    finding: KeyFigure | None
    rows: RowPage[Repository]
    lines: tuple[RepositoryLine, ...]
    languages: tuple[Choice, ...]
    families: tuple[Choice, ...]
    institutions: tuple[Choice, ...]
    narrowed: str
    is_cut: bool
    reset: str


def describe_repositories(
    viewer: Viewer, office: Office, asked: RepositoryQuestion, query: QueryDict
) -> RepositoriesPage:
    """Gather one page of the list.

    Cost     4 to 9 queries, whatever the number of repositories
    """
    keys = _find_keys(viewer, office.key, asked.words) if asked.words else None
    wanted = RepositoryFilter(
        realm=office.key, institution=asked.institution, language=asked.language, family=asked.family, keys=keys
    )
    rows = take_page(find_repositories(viewer, wanted), order=("name", "id"), query=query, size=SIZE)
    counted = figures_of(viewer, "office", [office.key], ("repositories",))
    figures = show_figures(counted, ("repositories",), office.key)
    languages, names = _known_choices(viewer, office.key)
    if len(names) > MOST_IN_MENU:
        names = {key: name for key, name in names.items() if key == asked.institution}
    return RepositoriesPage(
        office=office,
        asked=asked,
        finding=figures[0] if figures else None,
        rows=rows,
        lines=tuple(repository_line(row) for row in rows.rows),
        languages=list_choices([("", _("All languages")), *((name, name) for name in languages)], asked.language),
        families=list_choices(
            [("", _("All licences")), *((key, words) for key, (words, _series) in FAMILIES.items())], asked.family
        ),
        institutions=list_choices([("", _("All institutions")), *names.items()], asked.institution),
        narrowed=_say_filter(asked, names),
        is_cut=keys is not None and len(keys) >= MOST_MATCHES,
        reset=f"{address_of('mapping:repositories')}?office={office.key}",
    )


def _find_keys(viewer: Viewer, realm: str, words: str) -> tuple[str, ...]:
    found = find(viewer, words, limit=MOST_MATCHES)
    return tuple(row.key for row in found if row.kind == "repository" and row.realm == realm)


def _known_choices(viewer: Viewer, realm: str) -> tuple[list[str], dict[str, str]]:
    """Languages and institutions for the menus: they change with a collection only, so they are kept until the next."""
    return keep_until_collection(viewer, realm, "menus", lambda: (languages_of(viewer, realm), names_of(viewer, realm)))


def _say_filter(asked: RepositoryQuestion, names: dict[str, str]) -> str:
    """The filter in words; empty when nothing is narrowed."""
    family = str(FAMILIES[asked.family][0]) if asked.family else ""
    said = [
        _("“%(words)s”") % {"words": asked.words} if asked.words else "",
        _("language %(language)s") % {"language": asked.language} if asked.language else "",
        _("licence %(family)s") % {"family": family} if family else "",
        names.get(asked.institution, asked.institution),
    ]
    return ", ".join(part for part in said if part)
