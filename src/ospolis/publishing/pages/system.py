"""The page of one system."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.core.access import Viewer
from ospolis.core.addresses import address_of
from ospolis.core.charts import Chart, Slice, draw_stacked_bar, keep_largest, say_number
from ospolis.engines.gitrepo.address import check_address
from ospolis.engines.gitrepo.refusal import GitRefused
from ospolis.evidence.models import CurrentValue
from ospolis.evidence.pages import FactLine, fact_line
from ospolis.evidence.selectors import values_of_subject
from ospolis.institutions.choices import Openness, SystemStatus
from ospolis.institutions.models import System
from ospolis.institutions.selectors import SystemPrivate, private_of_system
from ospolis.mapping.models import Repository
from ospolis.mapping.rows import ComponentLine, RepositoryLine, SourceLine, component_line, repository_line, source_line
from ospolis.mapping.selectors.repositories import (
    components_of_system,
    count_component_kinds,
    repositories_of_system,
    repository_at,
)
from ospolis.mapping.selectors.sources import sources_of_system
from ospolis.mapping.words import Tag
from ospolis.publishing.pages.institution import say_contract

MOST_COMPONENTS = 50
_TONES = {Openness.OPEN: "good", Openness.MIXED: "info", Openness.PROPRIETARY: "warn", Openness.UNKNOWN: "none"}


@dataclass(frozen=True, slots=True)
class SystemPage:
    """Everything that the page shows; `private` is None when the viewer may not know it."""

    system: System
    status: str
    openness: Tag
    users: str
    whys: dict[str, str]
    link: str
    private: SystemPrivate | None
    contract: str
    criticality: str
    repositories: tuple[RepositoryLine, ...]
    components: tuple[ComponentLine, ...]
    components_total: int
    kinds: Chart | None
    sources: tuple[SourceLine, ...]
    facts: tuple[FactLine, ...]
    institution_url: str


def describe_system(viewer: Viewer, system: System) -> SystemPage:
    """Gather the page of a system.

    Cost     8 queries, whatever the number of its components
    """
    values = values_of_subject(viewer, "system", system.key)
    private = private_of_system(viewer, system.key)
    openness = Openness(system.openness)
    counted = count_component_kinds(viewer, system.pk)
    uses = components_of_system(viewer, system.pk)[:MOST_COMPONENTS]
    return SystemPage(
        system=system,
        status=str(SystemStatus(system.status).label),
        openness=Tag(str(openness.label), _TONES[openness]),
        users="" if system.users is None else number_format(system.users, force_grouping=True),
        whys=_list_whys(values),
        link=system.url if system.url.startswith("https://") else "",
        private=private,
        contract=say_contract(private),
        criticality=_("%(level)s of 4") % {"level": private.criticality} if private and private.criticality else "",
        repositories=tuple(repository_line(row) for row in _find_repositories(viewer, system)),
        components=tuple(component_line(use) for use in uses),
        components_total=sum(counted.values()),
        kinds=_draw_kinds(counted),
        sources=tuple(source_line(row) for row in sources_of_system(viewer, system.pk)),
        facts=tuple(fact_line(value.fact) for value in values),
        institution_url=address_of("publishing:institution", system.institution.key),
    )


def _list_whys(values: list[CurrentValue]) -> dict[str, str]:
    """The address of each fact of the system, by the last word of its measure."""
    return {
        value.measure.removeprefix("system.").replace("-", "_"): address_of("evidence:fact", value.fact_id)
        for value in values
    }


def _find_repositories(viewer: Viewer, system: System) -> list[Repository]:
    """The repositories of a system: those declared for it, and the one whose address it names."""
    found = repositories_of_system(viewer, system.pk)
    if not system.repository:
        return found
    try:
        address = check_address(system.repository, operator=True).normal
    except GitRefused:
        return found
    named = repository_at(viewer, system.realm, address)
    return found if named is None or named in found else [*found, named]


def _draw_kinds(counted: dict[str, int]) -> Chart | None:
    total = sum(counted.values())
    if not total:
        return None
    title = ngettext("%(n)s component is known", "%(n)s components are known", total) % {"n": say_number(total)}
    return draw_stacked_bar(
        keep_largest([Slice(kind, n, 1) for kind, n in counted.items()], rest=_("Other kinds")),
        title=title,
        note=_("Components by kind of package"),
        label=title,
        head=(_("Kind"), _("Components")),
    )
