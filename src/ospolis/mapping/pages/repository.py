"""The page of one repository."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ospolis.core.access import Viewer
from ospolis.core.addresses import address_of
from ospolis.core.charts import Chart, Slice, draw_stacked_bar, keep_largest, say_number
from ospolis.evidence.keyfigures import KeyFigure
from ospolis.evidence.models import CurrentValue
from ospolis.evidence.pages import FactLine, fact_line
from ospolis.evidence.selectors import values_of_subject
from ospolis.mapping.bridge import normal_address
from ospolis.mapping.choices import RepositoryState
from ospolis.mapping.models import ForgeRepository, MetadataRecord, Repository
from ospolis.mapping.pages.licence_card import LicenceCard, describe_licence
from ospolis.mapping.pages.opinions import SecondLine, list_second_lines
from ospolis.mapping.pages.practice_list import PracticeGroup, group_practices
from ospolis.mapping.pages.releases import ReleaseCard, describe_releases
from ospolis.mapping.pages.tier import TierCard, describe_tier, read_fit
from ospolis.mapping.rows import ComponentLine, component_line
from ospolis.mapping.selectors.forges import listed_as
from ospolis.mapping.selectors.repositories import aliases_of, components_of, key_at_address, records_of
from ospolis.mapping.words import Tag, tag_verdict

MOST_COMPONENTS = 50


@dataclass(frozen=True, slots=True)
class RecordLine:
    """What one metadata file said, with every problem that was found in it."""

    kind: str
    verdict: Tag
    name: str
    licence: str
    status: str
    source_url: str
    problems: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class ForgeCard:
    """What the forge says of a repository in its list."""

    source_url: str
    is_archived: bool
    is_fork: bool
    parent: str
    parent_url: str
    licence: str
    stars: str
    topics: str


@dataclass(frozen=True, slots=True)
class RepositoryPage:
    """Everything that the page shows."""

    repository: Repository
    sentence: str
    is_read: bool
    institution_url: str
    system_url: str
    source_url: str
    link: str
    licence: LicenceCard
    licence_facts: tuple[FactLine, ...]
    second: tuple[SecondLine, ...]
    figures: tuple[KeyFigure, ...]
    languages: Chart | None
    tier: TierCard | None
    practices: tuple[PracticeGroup, ...]
    releases: ReleaseCard | None
    components: tuple[ComponentLine, ...]
    components_total: int
    records: tuple[RecordLine, ...]
    aliases: tuple[str, ...]
    facts: tuple[FactLine, ...]
    forge: ForgeCard | None


def describe_repository(viewer: Viewer, repository: Repository) -> RepositoryPage:
    """Gather the page of a repository.

    Cost     5 queries, 6 for a fork whose parent is known
    """
    values = values_of_subject(viewer, "repository", repository.key)
    uses = components_of(viewer, repository)[:MOST_COMPONENTS]
    fit = read_fit(values)
    plain = [value for value in values if not value.part]
    return RepositoryPage(
        repository=repository,
        sentence=_say_finding(repository),
        is_read=repository.state != RepositoryState.LISTED,
        institution_url=f"/institutions/{repository.institution.key}/",
        system_url=f"/systems/{repository.system.key}/" if repository.system else "",
        source_url=address_of("mapping:source", repository.source.key) if repository.source else "",
        link=repository.address if repository.address.startswith("https://") else "",
        licence=describe_licence(repository),
        licence_facts=tuple(fact_line(value.fact) for value in plain if ".licence-" in value.measure),
        second=list_second_lines(values),
        figures=_show_facts(plain),
        languages=_draw_languages(repository),
        tier=describe_tier(values, fit),
        practices=group_practices(values, fit),
        releases=describe_releases(values),
        components=tuple(component_line(use) for use in uses),
        components_total=repository.components or 0,
        records=tuple(record_line(record) for record in records_of(viewer, repository)),
        aliases=tuple(aliases_of(viewer, repository)),
        facts=tuple(fact_line(value.fact) for value in plain),
        forge=_describe_forge(viewer, repository, listed_as(viewer, repository.pk)),
    )


def _describe_forge(viewer: Viewer, repository: Repository, row: ForgeRepository | None) -> ForgeCard | None:
    if row is None:
        return None
    parent = key_at_address(viewer, repository.realm, normal_address(row.parent)) if row.parent else ""
    return ForgeCard(
        source_url=address_of("mapping:source", row.listing.source.key),
        is_archived=row.is_archived,
        is_fork=row.is_fork,
        parent=row.parent,
        parent_url=address_of("mapping:repository", parent) if parent else "",
        licence=row.licence,
        stars="" if row.stars is None else say_number(row.stars),
        topics=", ".join(row.topics),
    )


def _say_finding(repository: Repository) -> str:
    """One sentence about the repository that is true or false."""
    if repository.state == RepositoryState.LISTED:
        return _("Its owner listed it, but it was not read yet.")
    if repository.state == RepositoryState.EMPTY:
        return _("It holds no commit yet.")
    if not repository.practices_applicable:
        return _("It was read; its practices could not be told.")
    return ngettext(
        "It meets %(met)s of the %(n)s practice that applies to it.",
        "It meets %(met)s of the %(n)s practices that apply to it.",
        repository.practices_applicable,
    ) % {"met": repository.practices_met, "n": repository.practices_applicable}


def _show_facts(values: Sequence[CurrentValue]) -> tuple[KeyFigure, ...]:
    """The key numbers of a repository, each with the way to its fact."""
    by_measure = {value.measure: value for value in values}
    notes = {
        "repository.code-lines": (_("Lines of code"), _("Without blank lines, comments and copied code")),
        "repository.components": (_("Components"), _("Packages that its manifests and lock files name")),
        "repository.contributors-365d": (_("People in a year"), _("Different authors, robots left out")),
        "repository.bus-factor": (
            _("People behind half of the work"),
            _("When more people know the code, the service is safer"),
        ),
        "repository.releases": (_("Releases"), _("Tags that read as a version")),
        "repository.commits-365d": (_("Changes in a year"), _("Commits by people")),
    }
    return tuple(
        KeyFigure(
            label=label,
            value=say_number(round(value.number or 0)),
            unit="",
            bar="",
            note=note,
            at=value.fact.recorded_at,
            why=address_of("evidence:fact", value.fact_id),
        )
        for measure, (label, note) in notes.items()
        if (value := by_measure.get(measure)) is not None
    )


def _draw_languages(repository: Repository) -> Chart | None:
    counted = [Slice(language, lines, 1) for language, lines in repository.languages.items() if lines]
    if not counted:
        return None
    total = sum(part.value for part in counted)
    first = max(counted, key=lambda part: part.value)
    said = {"language": first.label, "share": round(100 * first.value / total)}
    title = _("%(share)s %% of the code is %(language)s") % said
    if said["share"] == 100:
        title = (
            _("All of the code is %(language)s") if len(counted) == 1 else _("Almost all of the code is %(language)s")
        ) % said
    return draw_stacked_bar(
        keep_largest(counted, rest=_("Other languages")),
        title=title,
        note=_("Lines of code by language"),
        label=_("Lines of code by language"),
        head=(_("Language"), _("Lines")),
    )


def record_line(record: MetadataRecord) -> RecordLine:
    """One metadata record as the pages show it."""
    kinds = {"publiccode": "publiccode.yml", "code-json": "code.json"}
    return RecordLine(
        kind=" ".join(part for part in (kinds.get(record.kind, record.kind), record.version) if part),
        verdict=tag_verdict(record.verdict),
        name=record.name,
        licence=record.licence,
        status=record.status,
        source_url=address_of("mapping:source", record.source.key),
        problems=tuple(record.problems),
    )
