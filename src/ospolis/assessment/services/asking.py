"""Ask for an assessment later: many new facts in a row lead to one."""

from __future__ import annotations

from datetime import datetime

from ospolis.assessment.selectors.standing import has_been_assessed
from ospolis.core.access import Viewer, system_viewer
from ospolis.core.jobs import enqueue_job
from ospolis.core.jobs.registry import find_job

# Facts of one collection come in thousands of batches; an assessment a minute is enough.
_PAUSE = 60


def ask_reassessment(*, realm: str, institution_key: str, viewer: Viewer, at: datetime) -> None:
    """Let the levels of an office, or of one of its institutions, be worked out anew soon, unless that is asked for.

    An empty `institution_key` means every institution of which something changed.
    Raises   nothing of its own
    Emits    nothing: the change that asks for it has an entry of its own
    """
    second = int(at.timestamp())
    turn = second // _PAUSE
    due = at if institution_key else datetime.fromtimestamp((turn + 1) * _PAUSE, tz=at.tzinfo)
    enqueue_job(
        find_job("assessment.assess_anew"), viewer=system_viewer("assessment"), at=at, realm=realm,
        key=f"assess:{realm}:{institution_key}:{second if institution_key else turn}",
        run_after=due, office_key=realm, institution_key=institution_key,
    )  # fmt: skip


def ask_after_facts(*, realm: str, at: datetime) -> None:
    """Let an office be assessed anew after facts changed, if it was ever assessed.

    Raises   nothing of its own
    Emits    nothing: the facts have entries of their own
    """
    viewer = system_viewer("assessment")
    if has_been_assessed(viewer, realm):
        ask_reassessment(realm=realm, institution_key="", viewer=viewer, at=at)
