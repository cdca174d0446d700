"""Load the sample countries: build their repositories from readable text, map and assess them, open log-ins.

Beside each built country, in `sample/` of the data folder, stands a stamp of two lines: what the text was that it was
built from, and the run that mapped it. Dates in the repositories are fixed when they are built, so that a new day
builds and reads nothing; a changed text builds that country anew, with dates counted from that day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from ospolis.assessment.selectors.standing import has_been_assessed
from ospolis.core.access import Role, Viewer, system_viewer
from ospolis.core.program import InputProblem, Progress, RefusedInput
from ospolis.mapping.folder.office import read_office
from ospolis.mapping.folder.problems import ProblemList
from ospolis.mapping.selectors.runs import last_collections
from ospolis.people.models import Account
from ospolis.people.selectors import account_of_address
from ospolis.people.services import grant_role, open_account
from ospolis.web.sample_repositories import BUILDER_VERSION, StoryRefused, build_country

PASSWORD = "open-door-sample"  # noqa: S105  # printed on purpose: the sample runs on loopback only
ACTOR: Viewer = system_viewer("sample")
_OFFICE = "office.yml"

Watch = Callable[[str], AbstractContextManager[Progress]]


@dataclass(frozen=True, slots=True)
class SampleLogin:
    """A log-in of the sample; invented like everything else in it."""

    role: str
    email: str
    password: str


def load_sample(examples: Path, *, workers: int, watch: Watch) -> Iterator[SampleLogin]:
    """Build, map and people every country of a folder; what did not change since the last time is left alone.

    Raises   RefusedInput when a country has problems; a run that is killed goes on where it stopped
    """
    sources = sorted(path for path in examples.iterdir() if (path / _OFFICE).is_file())
    if not sources:
        problem = InputProblem(str(examples), "No folder in here holds an office.yml.", "Name the folder examples.")
        raise RefusedInput([problem])
    for source in sources:
        office, host = _office_of(source)
        folder = settings.OSPOLIS.data_dir / "sample" / source.name
        is_new = _bring_up_to_date(source, folder, office, workers, watch)
        if is_new or not has_been_assessed(ACTOR, office):
            _assess(office, watch)
        yield _open_login(f"lead@{office}.example", Role.LEAD, office=office)
        yield _open_login(f"officer@{office}.example", Role.OFFICER, office=office)
        yield _open_login(f"focal@{office}.example", Role.FOCAL_POINT, institution=host)
    for role in (Role.PROGRAMME, Role.OPERATOR):
        yield _open_login(f"{role}@sample.example", role)


def digest_of_sample(source: Path) -> str:
    """Equal for countries that are built from equal text: their folder and the licence texts beside it."""
    digest = hashlib.blake2b(BUILDER_VERSION.encode(), digest_size=16)
    for folder in (source, source.parent / "licences"):
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            content = path.read_bytes()
            digest.update(f"{path.relative_to(source.parent).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _office_of(source: Path) -> tuple[str, str]:
    """The office of a country and the institution that hosts it."""
    problems = ProblemList()
    office = read_office((source / _OFFICE).read_bytes(), problems)
    if office is None:
        raise RefusedInput([InputProblem(f"{source.name}: {p.place}", p.message, p.remedy) for p in problems.all()])
    return office.key, office.host


def _bring_up_to_date(source: Path, folder: Path, office: str, workers: int, watch: Watch) -> bool:
    """Build and map a country unless both were done with the text as it is now; whether there was something to do."""
    stamp = folder.with_name(f"{folder.name}.stamp")
    digest = digest_of_sample(source)
    built, run = _read_stamp(stamp)
    runs = last_collections(ACTOR, office, most=100)
    is_built = built == digest and folder.is_dir()
    if is_built and run in {found.key for found in runs}:
        return False
    from ospolis.mapping.ordering import map_folder  # noqa: PLC0415  # heavy: costs 0.2 s, and a second start maps nothing
    from ospolis.mapping.telling import show_on  # noqa: PLC0415  # as above

    with watch(f"Sample country {source.name}") as progress:
        if not is_built:
            stamp.unlink(missing_ok=True)
            _build(source, folder)
            stamp.write_text(f"{digest}\n", encoding="ascii")
        summary = map_folder(folder, out=None, workers=workers, tick=show_on(progress))
    stamp.write_text(f"{digest}\n{summary['run']}\n", encoding="ascii")
    return True


def _assess(office: str, watch: Watch) -> None:
    """Work out the levels of a country from its answers and from what was collected."""
    from ospolis.assessment.assessing import AssessOrder, assess_office  # noqa: PLC0415  # heavy: a second start needs no arrays

    now = timezone.now()
    with watch(f"Assessing {office}") as progress:

        def tick(done: int, total: int) -> None:
            progress.total = total
            progress.reach(done)

        assess_office(AssessOrder(realm=office, day=timezone.localdate(now), actor=ACTOR, at=now, tick=tick))


def _read_stamp(stamp: Path) -> tuple[str, str]:
    lines = stamp.read_text(encoding="ascii").splitlines() if stamp.is_file() else []
    built, run = (*lines, "", "")[:2]
    return built, run


def _build(source: Path, folder: Path) -> None:
    try:
        build_country(source, folder, today=timezone.localdate())
    except StoryRefused as refused:
        problem = InputProblem(str(refused.path), refused.message, "Mend the story and run again.")
        raise RefusedInput([problem]) from None


def _open_login(email: str, role: Role, *, office: str = "", institution: str = "") -> SampleLogin:
    """Open an account for a role, unless it is there already."""
    now = timezone.now()
    try:
        account = account_of_address(ACTOR, email)
    except Account.DoesNotExist:
        name = f"Sample {role.words}"
        account = open_account(name=name, email=email, password=PASSWORD, actor=ACTOR, at=now)
    grant_role(
        person_id=account.person_id, role=role, starts=timezone.localdate(now), office_key=office,
        institution_key=institution, actor=ACTOR, at=now,
    )  # fmt: skip
    return SampleLogin(role.words, email, PASSWORD)
