"""Submissions of field forms as answers: who answers for whom, since when, and what cannot be taken."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from ospolis.assessment.interchange.asked import NOT_APPLICABLE, AnswerRow, Asked
from ospolis.assessment.interchange.field_form import COMMENT, FORM
from ospolis.assessment.interchange.field_logic import FACT, name_item
from ospolis.assessment.interchange.found import Problem
from ospolis.assessment.interchange.marking import LONGEST, plain_text
from ospolis.assessment.interchange.submission_records import Record
from ospolis.assessment.interchange.values import read_level

MOST_PROBLEMS: Final = 100
_LONGEST_ID: Final = 100
_IDS: Final = ("instanceID", "_uuid", "KEY", "__id")
_ENDS: Final = ("end", "_submission_time", "SubmissionDate", "submissionDate")
_FORMS: Final = ("_xform_id_string", "formid", "form_id")
_VERSIONS: Final = ("__version__", "formVersion", "FormVersion")
# What programs add to the fields of the form.
_OF_PROGRAMS: Final = frozenset(
    {
        *_IDS, *_ENDS, *_FORMS, *_VERSIONS, "start", "today", "deviceid", "username", "phonenumber", "subscriberid",
        "simserial", "audit", "instanceName", "deprecatedID", "uuid", "SubmitterID", "SubmitterName", "ReviewState",
        "Status", "DeviceID", "Edits", "AttachmentsPresent", "AttachmentsExpected",
    }
)  # fmt: skip
_OF_FORM: Final = frozenset({"institution", "role", "assignment"})
# How far a clock of a telephone may be ahead before the day of arrival is taken instead.
_AHEAD: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class FieldExpected:
    """What submissions must fit to.

    Shapes   institutions: key -> name, of those that the campaign asks and the viewer may hand in for
             links: `bank-version` of earlier banks -> code there -> code here
    """

    asked: Asked
    institutions: Mapping[str, str]
    now: datetime
    links: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldSubmission:
    """One submission that can be taken; `external` is its number at the one who sent it."""

    place: int
    external: str
    institution: str
    role: str
    assignment: int | None
    sent_at: datetime
    answers: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True)
class FieldReading:
    """What a file holds, oldest submission first. With problems nothing of it is taken."""

    submissions: tuple[FieldSubmission, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]


def read_submissions(records: Sequence[Record], expected: FieldExpected) -> FieldReading:
    """Read submissions out of records.

    Returns  FieldReading; a submission that stands twice in the file is taken once
    """
    reader = _Reader(expected)
    found: dict[str, FieldSubmission] = {}
    for record in records:
        submission = reader.read(record)
        if submission is None:
            continue
        first = found.setdefault(submission.external, submission)
        if first.place == record.place:
            continue
        told = {"id": submission.external[:60], "row": first.place}
        if first.answers == submission.answers:
            reader.note(
                "repeat", _("The submission %(id)s stands in row %(row)s already. It is taken once.") % told, record
            )
        else:
            words = _(
                "The submission %(id)s stands in row %(row)s already, with other answers. Keep the one that is right."
            )
            reader.tell("two-submissions", words % told, record)
    ordered = sorted(found.values(), key=lambda submission: (submission.sent_at, submission.external))
    return FieldReading(tuple(ordered), tuple(reader.problems[:MOST_PROBLEMS]), tuple(reader.notes))


class _Reader:
    """Reads one record after the other and collects what is wrong with them."""

    def __init__(self, expected: FieldExpected) -> None:
        self.problems: list[Problem] = []
        self.notes: list[Problem] = []
        self._expected = expected

    def tell(self, code: str, message: str, record: Record) -> None:
        self.problems.append(Problem(code, message, row=record.place))

    def note(self, code: str, message: str, record: Record) -> None:
        self.notes.append(Problem(code, message, row=record.place))

    def read(self, record: Record) -> FieldSubmission | None:
        """One submission; nothing when it cannot be taken."""
        before = len(self.problems)
        codes = self._find_codes(record)
        institution = self._find_institution(record)
        role = self._find_role(record)
        number = record.fields.get("assignment", "").strip()
        if number and not (number.isascii() and number.isdigit() and len(number) < 12):
            words = _("%(number)s is no number of a letter. Correct it, or leave it empty.")
            self.tell("assignment", words % {"number": number[:40]}, record)
        sent_at = self._find_moment(record)
        external = _find_id(record)
        if len(external) > _LONGEST_ID:
            self.tell(
                "long-id", _("The number of this submission is too long. Is this an export of a field form?"), record
            )
        answers = self._read_answers(record, codes)
        if len(self.problems) > before:
            return None
        return FieldSubmission(
            record.place, external, institution, role, int(number) if number else None, sent_at, tuple(answers)
        )

    def _find_codes(self, record: Record) -> Mapping[str, str]:
        """Hold the form against the campaign; gives codes here by the names of fields."""
        asked = self._expected.asked
        form = _first(record, _FORMS)
        if form and form != f"{FORM}{asked.campaign}":
            self.tell(
                "other-campaign", _("This submission belongs to another form. Hand it in at its campaign."), record
            )
        here = {name_item(question.code): question.code for question in asked.questions}
        bank = _first(record, _VERSIONS).split(" ")[0]
        # KoboToolbox writes a number of its own in place of our version: only what reads like ours is held against it.
        if not bank.startswith(f"{asked.bank}-") or bank == f"{asked.bank}-{asked.version}":
            return here
        links = self._expected.links.get(bank)
        if links is None:
            words = _("This submission answers the questions %(old)s, which we cannot match with %(new)s.")
            self.tell("other-bank", words % {"old": bank[:60], "new": f"{asked.bank} {asked.version}"}, record)
            return here
        words = _("This submission answers the questions %(old)s. Its answers are taken for those of %(new)s.")
        self.note("older-bank", words % {"old": bank[:60], "new": f"{asked.bank} {asked.version}"}, record)
        return {name_item(old): new for old, new in links.items() if asked.question(new)}

    def _find_institution(self, record: Record) -> str:
        key = record.fields.get("institution", "").strip()
        if not key:
            self.tell("no-institution", _("This submission does not say for which institution it answers."), record)
        elif key not in self._expected.institutions:
            words = _("The institution %(key)s is not asked in this campaign, or not yours to hand in for.")
            self.tell("unknown-institution", words % {"key": key[:80]}, record)
        return key

    def _find_role(self, record: Record) -> str:
        role = record.fields.get("role", "").strip()
        if role not in self._expected.asked.roles:
            words = _("The role %(role)s is not asked in this campaign. These are: %(roles)s.")
            told = {"role": role[:40] or "-", "roles": ", ".join(self._expected.asked.roles)}
            self.tell("unknown-role", words % told, record)
        return role

    def _find_moment(self, record: Record) -> datetime:
        """When the form was ended; a clock that is ahead would keep later answers out, so arrival counts then."""
        now = self._expected.now
        written = _first(record, _ENDS)
        try:
            moment = datetime.fromisoformat(written)
        except ValueError:
            self.tell("end", _("This submission does not say when it was ended (the field end)."), record)
            return now
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        if moment > now + _AHEAD:
            words = _("The clock of the device was ahead (%(moment)s). The time of arrival is taken.")
            self.note("clock", words % {"moment": written[:40]}, record)
        return min(moment, now)

    def _read_answers(self, record: Record, codes: Mapping[str, str]) -> list[AnswerRow]:
        answers = []
        for name, text in record.fields.items():
            base = name.removesuffix(COMMENT)
            if name in _OF_PROGRAMS | _OF_FORM or name.startswith(("_", FACT)):
                continue
            if base not in codes:
                words = _("The question %(name)s is not asked in this campaign.")
                self.tell("unknown-item", words % {"name": name[:60]}, record)
                continue
            if base != name:
                continue
            level = read_level(text)
            if level is None:
                words = _("%(name)s: %(level)s is no level. Levels are 0 to 4, na and unknown.")
                self.tell("level", words % {"name": name, "level": text[:40]}, record)
            elif level == NOT_APPLICABLE and not self._may_be_na(codes[name]):
                words = _("%(name)s applies to every institution, so na is no answer to it.")
                self.tell("not-applicable", words % {"name": name}, record)
            elif level:
                comment = plain_text(record.fields.get(name + COMMENT, ""))[:LONGEST]
                answers.append(AnswerRow(codes[name], level, comment=comment))
        return answers

    def _may_be_na(self, item: str) -> bool:
        question = self._expected.asked.question(item)
        return question is not None and question.may_be_na


def _first(record: Record, names: Sequence[str]) -> str:
    return next((text for name in names if (text := record.fields.get(name, "").strip())), "")


def _find_id(record: Record) -> str:
    """The number under which a submission is known; without one, what it says is its number."""
    told = _first(record, _IDS)
    if told:
        return told if told.startswith("uuid:") or not _is_uuid(told) else f"uuid:{told}"
    content = json.dumps(sorted(record.fields.items())).encode()
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _is_uuid(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4
