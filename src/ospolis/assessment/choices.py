"""Enumerations of assessments."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CampaignState(models.TextChoices):
    DRAFT = "draft", _("being prepared")
    OPEN = "open", _("open for answers")
    CLOSED = "closed", _("closed")


class Confidentiality(models.TextChoices):
    """Who may read single answers of a campaign; results follow rules of their own."""

    OFFICE = "office", _("the office and the institution")
    INSTITUTION = "institution", _("the institution alone; the office sees levels, no comments")


class AssignmentState(models.TextChoices):
    INVITED = "invited", _("invited")
    STARTED = "started", _("started")
    SUBMITTED = "submitted", _("submitted")
    DECLINED = "declined", _("declined")


class RespondentRole(models.TextChoices):
    """In which capacity somebody answers; the codes are those of the question bank and of `answers.csv`."""

    FOCAL_POINT = "focal_point", _("focal point")
    HEAD_OF_IT = "head_of_it", _("head of IT")
    LEADERSHIP = "leadership", _("leadership")
    LEGAL_OFFICER = "legal_officer", _("legal officer")
    PROCUREMENT_OFFICER = "procurement_officer", _("procurement officer")
    SECURITY_OFFICER = "security_officer", _("security officer")
    HR_OFFICER = "hr_officer", _("human resources officer")
    FINANCE_OFFICER = "finance_officer", _("finance officer")
    COMMUNICATIONS_OFFICER = "communications_officer", _("communications officer")
    SERVICE_OWNER = "service_owner", _("owner of a service")
    DEVELOPER = "developer", _("developer")


class SkillHeld(models.TextChoices):
    """Who has a skill in an institution; the codes are those of the engine."""

    SEVERAL = "several", _("two people or more")
    ONE_PERSON = "one-person", _("one person alone")
    SUPPLIER = "supplier", _("a supplier")
    NOBODY = "nobody", _("nobody")


class DraftState(models.TextChoices):
    """What somebody says to one question so far."""

    LEVEL = "level", _("a level")
    NOT_APPLICABLE = "na", _("does not apply to us")
    NOT_KNOWN = "unknown", _("not known")


class Channel(models.TextChoices):
    """The way that answers took."""

    WEB = "web", _("the web")
    SPREADSHEET = "xlsx", _("a spreadsheet")
    FIELD_FORM = "odk", _("a field form")
    WORKSHOP = "workshop", _("a workshop")


class DocumentState(models.TextChoices):
    HANDED_IN = "handed_in", _("waits for an assessor")
    GRADED = "graded", _("graded")
    WITHDRAWN = "withdrawn", _("withdrawn")


class GradeKind(models.TextChoices):
    ASSESSOR = "one", _("an assessor")
    AUDIT = "audit", _("an outside audit")


class Flag(models.TextChoices):
    """Where a word and the evidence do not fit together."""

    OVER_CLAIM = "over-claim", _("claimed more than the evidence shows")
    UNDER_CLAIM = "under-claim", _("claimed less than the evidence shows")
    UNSUPPORTED = "unsupported", _("claimed without evidence")
    STALE = "stale", _("the evidence is old")
    DISAGREEING = "disagreeing-respondents", _("respondents differ widely")
    SUDDEN = "gaming", _("the same template files in many repositories on one day")
    IMPOSSIBLE = "impossible", _("the answer and the inventory exclude each other")
    SCOPE = "scope", _("evidence from a repository that is not confirmed as the institution's")


# Where the evidence is accepted in place of an answer, the answer no longer counts.
SETTLING = frozenset({Flag.OVER_CLAIM, Flag.UNDER_CLAIM, Flag.UNSUPPORTED, Flag.IMPOSSIBLE})


class ContradictionState(models.TextChoices):
    OPEN = "open", _("open")
    ACCEPTED = "accepted", _("the evidence is accepted")
    EXPLAINED = "explained", _("explained")
    CONTESTED = "contested", _("contested")
    GONE = "gone", _("no longer there")


class Reason(models.TextChoices):
    """Why a word and the evidence differ, in the words of the one who resolves it."""

    NEWER_THAN_EVIDENCE = "newer", _("the evidence is older than the change")
    ELSEWHERE = "elsewhere", _("the work is done where the collection does not look")
    OTHER_SCOPE = "scope", _("the evidence covers another part of the institution")
    MISREAD = "misread", _("the question was understood differently")
    NOT_OURS = "not-ours", _("the evidence is not of this institution")
    OTHER = "other", _("another reason, given below")
