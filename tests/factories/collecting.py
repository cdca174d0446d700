"""What a first collection found in the small world, written through the services that workers use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from factories.places import NOON, OPERATOR
from ospolis.evidence.ledger import NewFact, Origin
from ospolis.evidence.services import compute_figures
from ospolis.institutions.selectors import InstitutionFilter, find_institutions
from ospolis.mapping.choices import RunState, WorkState
from ospolis.mapping.concluding import record_conclusions
from ospolis.mapping.finding import index_office
from ospolis.mapping.models import Run
from ospolis.mapping.outcomes import Collected, FoundComponent, RepositoryFindings
from ospolis.mapping.services.changes import note_changes
from ospolis.mapping.services.contents import keep_components
from ospolis.mapping.services.leases import lease_work
from ospolis.mapping.services.outcomes import fail_item, store_collected, store_repository_findings
from ospolis.mapping.services.runs import finish_run, start_run
from ospolis.mapping.services.sources import DeclaredSource, declare_sources

COMMIT = "5f0c3a1e9b7d42668f01c2d3e4a5b6978c0d1e2f"
FAILURE = ("not-found", "The server has no repository at this address.", "Mend the address in sources.csv.")
SOURCES = {
    "arva": (
        DeclaredSource("arva-registry", "git", "https://code.arva.example/civil.git", "arva-civil", line=2),
        DeclaredSource("arva-health", "git", "https://code.arva.example/gone.git", line=3),
    ),
    "belun": (
        DeclaredSource("belun-clinic", "git", "https://code.belun.example/lab.git", "belun-lab", line=2),
        DeclaredSource("belun-school", "git", "https://code.belun.example/lost.git", line=3),
    ),
}
FAILING = ("gone", "lost")


def collect_places() -> None:
    """Collect both countries: of the two sources of each, one is read and one fails."""
    for realm, sources in SOURCES.items():
        declare_sources(realm=realm, sources=sources, actor=OPERATOR, at=NOON)
        collect(realm, at=NOON)


def collect(realm: str, *, at: datetime) -> None:
    """One run over an office, from the list of work to the figures."""
    run = start_run(realm=realm, folder_digest=f"digest-{at:%H%M}", actor=OPERATOR, at=at)
    done = failed = 0
    while items := lease_work(run_id=run.pk, owner="test", most=50, at=at):
        for item in items:
            if any(word in item.source.location for word in FAILING):
                code, message, remedy = FAILURE
                fail_item(
                    item_id=item.pk, owner="test", state=WorkState.FAILED, code=code, message=message, remedy=remedy,
                    actor=OPERATOR, at=at,
                )  # fmt: skip
                failed += 1
            elif item.stage == "collect":
                store_collected(
                    item_id=item.pk, owner="test", collected=Collected(COMMIT), analyse_version="1",
                    month="2026-11", actor=OPERATOR, at=at,
                )  # fmt: skip
            else:
                _read(item, at)
                done += 1
    conclude(run, done=done, failed=failed, at=at)


def conclude(run: Run, *, done: int, failed: int, at: datetime) -> None:
    """What follows once everything was read: facts of institutions, figures, the index of the search."""
    record_conclusions(run=run, actor=OPERATOR, at=at)
    note_changes(run_id=run.pk, actor=OPERATOR, at=at)
    keys = [row.key for row in find_institutions(OPERATOR, InstitutionFilter(realm=run.realm))]
    compute_figures(realm=run.realm, institutions=keys, run_key=run.key, actor=OPERATOR, at=at)
    index_office(viewer=OPERATOR, realm=run.realm)
    sources = {"total": done + failed, "done": done, "failed": failed, "unchanged": 0}
    later = at + timedelta(minutes=2)
    finish_run(run_id=run.pk, state=RunState.PARTIAL, summary={"sources": sources}, actor=OPERATOR, at=later)


def _read(item, at):
    source = item.source
    origin = Origin(
        source_key=source.key, provenance="scan", method="licences", method_version="1",
        repository=source.location, commit=COMMIT,
    )  # fmt: skip
    findings = repository_findings(source.location, source.institution.key, system=bool(source.system_id))
    keep_components(found=findings.components)
    store_repository_findings(
        item_id=item.pk, owner="test", findings=findings, origin=origin, actor=OPERATOR, at=at
    )  # fmt: skip


def tier_facts(fact):
    """A repository that works in public and lacks something of what that asks."""
    return (
        fact("repository.tier", text="working-in-public", path="CONTRIBUTING.md", detail={
            "stated": False, "evidence": ["3 people changed it in the last 365 days."],
        }),
        fact("repository.tier-fit", text="gaps"),
        fact("repository.tier-met", number=1.0),
        fact("repository.tier-asked", number=2.0),
    )  # fmt: skip


def repository_findings(address: str, institution: str, *, system: bool = True) -> RepositoryFindings:
    """A small repository with a licence file, one component, and the facts that pages show."""
    name = address.rpartition("/")[2].removesuffix(".git")

    def fact(measure, *, text="", number=None, part="", path="", line=None, detail=None):
        return NewFact(
            subject_kind="repository", subject_key="", measure=measure, institution_key=institution, part=part,
            number=number, text=text, path=path, line_start=line, detail=detail or {},
        )  # fmt: skip

    facts = (
        fact("repository.state", text="read"),
        fact("repository.licence-declared", text="EUPL-1.2", path="LICENSE", line=1),
        fact("repository.licence-clarity", text="needs-look", path="LICENSE", line=1, detail={
            "not understood": ["vendor/NOTICE: two texts in one file"],
        }),
        fact("repository.code-lines", number=1200.0),
        fact("repository.code-lines", number=1200.0, part="Python"),
        fact("repository.files", number=14.0),
        fact("repository.components", number=1.0),
        fact("repository.practice", text="met", part="readme", path="README.md", line=1),
        fact("repository.practice", text="not-met", part="security-policy"),
        fact("repository.practices-met", number=1.0),
        fact("repository.practices-applicable", number=2.0),
        *tier_facts(fact),
        fact("repository.activity", text="active"),
        fact("repository.publiccode", text="none"),
    )  # fmt: skip
    columns = {
        "name": name, "address": address, "summary": f"The code of {name}", "state": "read", "branch": "main",
        "commit": COMMIT, "licence_declared": "EUPL-1.2", "licence_detected": "EUPL-1.2",
        "licence_clarity": "needs-look", "licence_family": "weak-copyleft", "language": "Python",
        "languages": {"Python": 1200}, "files": 14, "code_lines": 1200, "components": 1, "practices_met": 1,
        "practices_applicable": 2, "last_commit_on": date(2026, 10, 30), "contributors_365d": 3, "publiccode": "none",
    }  # fmt: skip
    component = FoundComponent(
        purl="pkg:pypi/django@5.2.1", type="pypi", group="", name="django", version="5.2.1", scope="runtime",
        is_direct=True, licence="BSD-3-Clause", path="requirements.txt", line=3,
    )  # fmt: skip
    return RepositoryFindings(columns=columns, facts=facts, components=(component,))


def collect_again(day, *, say=lambda findings: findings, version="1"):
    """One more run of Arva, in which every repository has a new commit; `say` changes what is found."""
    at = NOON + timedelta(days=day)
    run = start_run(realm="arva", folder_digest=f"day {day}", actor=OPERATOR, at=at)
    while items := lease_work(run_id=run.pk, owner="test", most=50, at=at):
        for item in items:
            if "gone" in item.source.location:
                code, message, remedy = FAILURE
                fail_item(
                    item_id=item.pk, owner="test", state=WorkState.FAILED, code=code, message=message, remedy=remedy,
                    actor=OPERATOR, at=at,
                )  # fmt: skip
                continue
            if item.stage == "collect":
                store_collected(
                    item_id=item.pk, owner="test", collected=Collected(f"{day:040x}"), analyse_version=version,
                    month="2026-11", actor=OPERATOR, at=at,
                )  # fmt: skip
                continue
            source = item.source
            findings = say(repository_findings(source.location, source.institution.key))
            keep_components(found=findings.components)
            origin = Origin(source.key, "scan", "licences", version, source.location, f"{day:040x}")
            store_repository_findings(
                item_id=item.pk, owner="test", findings=findings, origin=origin, actor=OPERATOR, at=at
            )  # fmt: skip
    note_changes(run_id=run.pk, actor=OPERATOR, at=at)
    finish_run(run_id=run.pk, state=RunState.DONE, summary={}, actor=OPERATOR, at=at + timedelta(minutes=2))
    return run


def saying(**texts):
    """Change what facts say: by measure without `repository.`, or by the code of a practice."""
    wanted = {name.replace("_", "-"): text for name, text in texts.items()}

    def say(findings):
        facts = []
        for fact in findings.facts:
            name = fact.part if fact.measure == "repository.practice" else fact.measure.removeprefix("repository.")
            facts.append(replace(fact, text=wanted.get(name, fact.text)))
        return replace(findings, facts=facts)

    return say


def naming(*names):
    """Let every repository name more packages directly."""

    def say(findings):
        (first,) = findings.components
        more = [replace(first, purl=f"pkg:pypi/{name}@1", name=name, version="1", line=9) for name in names]
        return replace(findings, components=(first, *more))

    return say
