"""What happens to banks, targets, results and contradictions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from ospolis.core.journal.events import Event


@dataclass(frozen=True)
class BankInstalled(Event):
    """A version of a question bank can be used from now on."""

    verb: ClassVar[str] = "assessment.bank_installed"
    words = _("A version of a question bank was installed")

    bank_id: int
    code: str
    version: str
    digest: str


@dataclass(frozen=True)
class BankWordsInstalled(Event):
    """The questions of a bank can be read in another language from now on, as far as they were translated."""

    verb: ClassVar[str] = "assessment.bank_words_installed"
    words = _("The words of a question bank in another language were installed")

    code: str
    language: str
    version: str
    questions: int


@dataclass(frozen=True)
class TargetSet(Event):
    """An office set a level that institutions of a kind aim at, or took its own level back."""

    verb: ClassVar[str] = "assessment.target_set"
    words = _("The level that a kind of institution aims at was set")

    office_key: str
    kind: str
    dimension: str
    hundredths: int | None


@dataclass(frozen=True)
class InstitutionsAssessed(Event):
    """Levels were worked out, and those that changed took the place of the old ones."""

    verb: ClassVar[str] = "assessment.institutions_assessed"
    words = _("Levels of institutions were worked out anew")

    office_key: str
    run_id: int
    changed: int
    contradictions_opened: int
    contradictions_gone: int


@dataclass(frozen=True)
class ContradictionResolved(Event):
    """Somebody said what is to be made of a contradiction; both values are kept."""

    verb: ClassVar[str] = "assessment.contradiction_resolved"
    words = _("A contradiction between words and evidence was resolved")

    contradiction_id: int
    institution_key: str
    item: str
    flag: str
    way: str
    reason_code: str
    role: str


@dataclass(frozen=True)
class ContradictionReopened(Event):
    """A contradiction that was resolved is open again."""

    verb: ClassVar[str] = "assessment.contradiction_reopened"
    words = _("A resolved contradiction was opened again")

    contradiction_id: int
    institution_key: str


@dataclass(frozen=True)
class PublicationAgreed(Event):
    """An institution agreed that its levels are published, or took that back."""

    verb: ClassVar[str] = "assessment.publication_agreed"
    words = _("An institution said whether its levels may be published")

    institution_key: str
    agrees: bool


@dataclass(frozen=True)
class SkillsConfirmed(Event):
    """Somebody wrote down which skills an institution has."""

    verb: ClassVar[str] = "assessment.skills_confirmed"
    words = _("The skills of an institution were written down")

    institution_key: str
    known: int


@dataclass(frozen=True)
class ResultsPublished(Event):
    """A lead published the levels of the institutions that agreed."""

    verb: ClassVar[str] = "assessment.results_published"
    words = _("Levels of institutions were published")

    office_key: str
    institutions: int


@dataclass(frozen=True)
class ResultsWithdrawn(Event):
    """A lead took published levels back."""

    verb: ClassVar[str] = "assessment.results_withdrawn"
    words = _("Published levels of institutions were taken back")

    office_key: str
    institutions: int
