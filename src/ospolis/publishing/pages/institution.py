"""The page of one institution."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.core.access import Viewer
from ospolis.core.addresses import address_of
from ospolis.core.charts import Chart
from ospolis.core.written import spell_day
from ospolis.engines.practices import PRACTICES
from ospolis.evidence.keyfigures import KeyFigure, show_figures
from ospolis.evidence.models import CurrentValue
from ospolis.evidence.selectors import FigureRow, count_states_apart, figures_of, values_of_subjects
from ospolis.institutions.choices import InstitutionKind, NameKind, Openness, Sector, SystemStatus
from ospolis.institutions.models import Institution, System
from ospolis.institutions.selectors import SystemPrivate, systems_of
from ospolis.mapping.rows import RepositoryLine, SourceLine, repository_line, source_line
from ospolis.mapping.selectors.repositories import RepositoryFilter, find_repositories
from ospolis.mapping.selectors.sources import SourceFilter, find_sources
from ospolis.mapping.words import FAMILIES, GROUPS, Tag
from ospolis.publishing.pages.licences import draw_families

_STATES = ("repository.licence-family", "repository.practice")
FIGURES = (
    "systems-open", "systems-with-components", "repositories", "repositories-clear-licence", "practices-met",
    "repositories-fit-tier", "code-lines",
)  # fmt: skip
MOST_ROWS = 25
_MEASURES = ("system.status", "system.openness", "system.licence", "system.component-list")
_MAY_BE_SHARED = frozenset({Openness.OPEN, Openness.MIXED})
_TONES = {Openness.OPEN: "good", Openness.MIXED: "info", Openness.PROPRIETARY: "warn", Openness.UNKNOWN: "none"}


@dataclass(frozen=True, slots=True)
class SystemLine:
    """One system of the table; `private` is None when the viewer may not know it."""

    url: str
    name: str
    status: str
    status_why: str
    openness: Tag
    openness_why: str
    licence: str
    licence_why: str
    users: str
    listed: Tag
    listed_why: str
    private: SystemPrivate | None
    contract: str


@dataclass(frozen=True, slots=True)
class PracticeCount:
    """One practice: how many repositories meet it, of those to which it applies."""

    title: str
    words: str
    tone: str


@dataclass(frozen=True, slots=True)
class InstitutionPage:
    """Everything that the page shows."""

    institution: Institution
    kind: str
    sector: str
    staff: str
    other_names: tuple[tuple[str, str, str], ...]
    children: tuple[tuple[str, str], ...]
    finding: str
    figures: tuple[KeyFigure, ...]
    systems: tuple[SystemLine, ...]
    sees_private: bool
    repositories: tuple[RepositoryLine, ...]
    repositories_more: str
    licences: Chart | None
    practices: tuple[tuple[str, tuple[PracticeCount, ...]], ...]
    sources: tuple[SourceLine, ...]
    sources_more: str
    unknown: tuple[str, ...]


def describe_institution(viewer: Viewer, institution: Institution) -> InstitutionPage:
    """Gather the page of an institution.

    Cost     8 queries, whatever the number of its systems and repositories
    """
    key, realm = institution.key, institution.realm
    figures = figures_of(viewer, "institution", [key], FIGURES)
    systems, private = systems_of(viewer, institution)
    values = values_of_subjects(viewer, "system", [system.key for system in systems], _MEASURES)
    states = count_states_apart(viewer, realm, _STATES, institution=key)
    families = {family: states["repository.licence-family"].get((key, "", family), 0) for family in FAMILIES}
    found = find_repositories(viewer, RepositoryFilter(realm=realm, institution=key))[: MOST_ROWS + 1]
    sources = find_sources(viewer, SourceFilter(realm=realm, institution=key))[: MOST_ROWS + 1]
    repositories, lines = [repository_line(row) for row in found], [source_line(row) for row in sources]
    return InstitutionPage(
        institution=institution,
        kind=str(InstitutionKind(institution.kind).label),
        sector=str(Sector(institution.sector).label) if institution.sector else "",
        staff="" if institution.staff is None else number_format(institution.staff, force_grouping=True),
        other_names=tuple((str(NameKind(n.kind).label), n.text, n.language) for n in institution.names.all()),
        children=_list_children(institution),
        finding=_say_finding(figures, key),
        figures=show_figures(figures, FIGURES, key),
        systems=tuple(_system_line(system, values, private.get(system.key)) for system in systems),
        sees_private=bool(private),
        repositories=tuple(repositories[:MOST_ROWS]),
        repositories_more=_more("mapping:repositories", realm, key) if len(repositories) > MOST_ROWS else "",
        licences=draw_families(families) if sum(families.values()) else None,
        practices=_count_practices(states["repository.practice"]),
        sources=tuple(lines[:MOST_ROWS]),
        sources_more=_more("mapping:collection", realm, key) if len(lines) > MOST_ROWS else "",
        unknown=tuple(_say_unknown(institution, systems, values, lines)),
    )


def _more(name: str, realm: str, key: str) -> str:
    return f"{address_of(name)}?office={realm}&institution={key}"


def _list_children(institution: Institution) -> tuple[tuple[str, str], ...]:
    return tuple(
        (address_of("publishing:institution", child.key), child.name)
        for child in institution.children.all()
        if child.withdrawn_at is None
    )


def _say_finding(figures: Mapping[tuple[str, str], FigureRow], key: str) -> str:
    """What is known of the institution, in a sentence or two."""
    is_open, repositories = figures.get(("systems-open", key)), figures.get(("repositories", key))
    said = []
    if is_open and (is_open.denominator or is_open.unknown):
        total = round((is_open.denominator or 0) + is_open.unknown)
        said.append(_say_open(round(is_open.numerator), total))
    if repositories and repositories.value:
        n = round(repositories.value)
        said.append(ngettext("%(n)s repository was read.", "%(n)s repositories were read.", n) % {"n": n})
    return " ".join(said) or _("Nothing was declared or read of this institution yet.")


def _say_open(n: int, total: int) -> str:
    parts = {"open": n, "n": total}
    if not n:
        return (
            ngettext(
                "Its only system is not declared as open source.",
                "None of its %(n)s systems is declared as open source.",
                total,
            )
            % parts
        )
    if n == total:
        return (
            ngettext(
                "Its only system is declared as open source.",
                "All of its %(n)s systems are declared as open source.",
                total,
            )
            % parts
        )
    return _("%(open)s of its %(n)s systems are declared as open source.") % parts


def _system_line(
    system: System, values: Mapping[tuple[str, str], CurrentValue], private: SystemPrivate | None
) -> SystemLine:
    def why(measure: str) -> str:
        value = values.get((measure, system.key))
        return address_of("evidence:fact", value.fact_id) if value else ""

    openness, listed = Openness(system.openness), values.get(("system.component-list", system.key))
    known = {"yes": Tag(_("Yes"), "good"), "no": Tag(_("None"), "none")}
    # Only systems in use are asked for a component list.
    unasked = Tag(_("Not known") if system.status == SystemStatus.ACTIVE else _("Not asked"), "none")
    return SystemLine(
        url=address_of("publishing:system", system.key),
        name=system.name,
        status=str(SystemStatus(system.status).label),
        status_why=why("system.status"),
        openness=Tag(str(openness.label), _TONES[openness]),
        openness_why=why("system.openness"),
        licence=system.licence,
        licence_why=why("system.licence"),
        users="" if system.users is None else number_format(system.users, force_grouping=True),
        listed=known.get(listed.text if listed else "", unasked),
        listed_why=why("system.component-list"),
        private=private,
        contract=say_contract(private),
    )


def say_contract(private: SystemPrivate | None) -> str:
    """Vendor, cost and end of contract in one line, for those who may know."""
    if private is None:
        return ""
    cost = ""
    if private.annual_cost is not None:
        amount = number_format(private.annual_cost, decimal_pos=0, force_grouping=True)
        cost = _("%(amount)s %(currency)s a year") % {"amount": amount, "currency": private.currency}
    until = _("until %(day)s") % {"day": spell_day(private.contract_end)} if private.contract_end else ""
    return ", ".join(part for part in (private.vendor, cost, until) if part)


def _count_practices(
    states: Mapping[tuple[str, str, str], int],
) -> tuple[tuple[str, tuple[PracticeCount, ...]], ...]:
    """Practices by group: k of n repositories meet each."""
    counted = {(part, state): n for (_key, part, state), n in states.items()}
    groups = []
    for group, title in GROUPS.items():
        rows = tuple(
            _practice_count(_(practice.title), counted.get((practice.code, "met"), 0), known)
            for practice in PRACTICES
            if practice.group == group
            and (known := counted.get((practice.code, "met"), 0) + counted.get((practice.code, "not-met"), 0))
        )
        if rows:
            groups.append((str(title), rows))
    return tuple(groups)


def _practice_count(title: str, met: int, known: int) -> PracticeCount:
    words = ngettext("%(met)s of %(n)s repository", "%(met)s of %(n)s repositories", known) % {"met": met, "n": known}
    return PracticeCount(title, words, "good" if met == known else "info" if met else "warn")


def _say_unknown(
    institution: Institution,
    systems: Sequence[System],
    values: Mapping[tuple[str, str], CurrentValue],
    sources: Sequence[SourceLine],
) -> list[str]:
    """What nobody knows of the institution yet: each a sentence, so that it can be answered."""
    doubts = Counter(system.openness for system in systems)[Openness.UNKNOWN]
    unlicensed = sum(system.openness in _MAY_BE_SHARED and not system.licence for system in systems)
    unlisted = sum(value.text == "no" for (measure, _key), value in values.items() if measure == _MEASURES[-1])
    failed = sum(line.tone == "bad" for line in sources)
    said = [
        "" if systems else _("Which systems it runs: it declared none."),
        _say_doubts(doubts) if doubts else "",
        _say_unlicensed(unlicensed) if unlicensed else "",
        _say_unlisted(unlisted) if unlisted else "",
        "" if sources else _("What it publishes: it declared no source to read."),
        _say_failed(failed) if failed else "",
        "" if institution.sector else _("Its sector: none was stated."),
    ]
    return [sentence for sentence in said if sentence]


def _say_doubts(n: int) -> str:
    return ngettext(
        "Whether %(n)s system is open source: nobody said.", "Whether %(n)s systems are open source: nobody said.", n
    ) % {"n": n}


def _say_unlicensed(n: int) -> str:
    return ngettext(
        "Under which licence %(n)s system stands: nobody said.",
        "Under which licence %(n)s systems stand: nobody said.",
        n,
    ) % {"n": n}


def _say_unlisted(n: int) -> str:
    return ngettext(
        "What %(n)s system is made of: it has no component list.",
        "What %(n)s systems are made of: they have no component list.",
        n,
    ) % {"n": n}


def _say_failed(n: int) -> str:
    return ngettext(
        "What stands in %(n)s source: it could not be read.",
        "What stands in %(n)s sources: they could not be read.",
        n,
    ) % {"n": n}
