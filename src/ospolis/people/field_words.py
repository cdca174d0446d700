"""Columns and values in the words of the person whom they are about."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from ospolis.core.access import Role
from ospolis.core.mail.writing import blocks_of, write_text
from ospolis.core.privacy.rows import Row

# What a reader learns nothing from: numbers of rows and spellings for the search.
UNSAID = frozenset(
    {
        "id",
        "added_by",
        "app",
        "assessor",
        "assignment",
        "facts",
        "link_digest",
        "resolved_digest",
        "person",
        "account",
        "user",
        "folded_name",
        "key",
        "consent",
        "participation",
        "detail",
        "digest",
        "kept",
        "forget_after",
    }
)

FIELD_WORDS: dict[str, str | Promise] = {
    "accepted_at": gettext_lazy("Accepted on"),
    "activity": gettext_lazy("Kind of activity"),
    "added_at": gettext_lazy("Given on"),
    "agreed_at": gettext_lazy("Agreed on"),
    "answers": gettext_lazy("Answers"),
    "asked_at": gettext_lazy("Asked on"),
    "bank_code": gettext_lazy("Questions"),
    "before": gettext_lazy("What stood there before"),
    "began_at": gettext_lazy("Began"),
    "body": gettext_lazy("Text"),
    "campaign": gettext_lazy("Campaign"),
    "capacity": gettext_lazy("As"),
    "certificate_name": gettext_lazy("Name for certificates"),
    "channel": gettext_lazy("By which way"),
    "claim": gettext_lazy("Claimed"),
    "comment": gettext_lazy("Comment"),
    "consented_at": gettext_lazy("Agreed on"),
    "count": gettext_lazy("How often"),
    "created": gettext_lazy("Made on"),
    "created_at": gettext_lazy("Made on"),
    "date_joined": gettext_lazy("Linked on"),
    "day": gettext_lazy("Day"),
    "deputises_for": gettext_lazy("Deputy for role number"),
    "device": gettext_lazy("Device"),
    "dimension": gettext_lazy("About"),
    "document": gettext_lazy("Document"),
    "done_at": gettext_lazy("Done on"),
    "door": gettext_lazy("What was tried"),
    "due_at": gettext_lazy("Due on"),
    "email": gettext_lazy("E-mail address"),
    "email_address": gettext_lazy("E-mail address"),
    "end_reason": gettext_lazy("Why it ended"),
    "ended_at": gettext_lazy("Ended on"),
    "ends": gettext_lazy("Last day"),
    "ends_at": gettext_lazy("Ends on"),
    "erased_at": gettext_lazy("Erased on"),
    "evidence": gettext_lazy("Evidence"),
    "evidence_source": gettext_lazy("How this is known"),
    "expire_date": gettext_lazy("Ends on"),
    "expires_at": gettext_lazy("Ends on"),
    "external": gettext_lazy("Number of the form"),
    "extra_data": gettext_lazy("What the provider told"),
    "fault": gettext_lazy("What was wrong"),
    "file": gettext_lazy("File"),
    "file_digest": gettext_lazy("Mark of the file"),
    "flag": gettext_lazy("What does not fit"),
    "form": gettext_lazy("On which form"),
    "found_at": gettext_lazy("Found on"),
    "function": gettext_lazy("Function"),
    "given_at": gettext_lazy("Given on"),
    "gone": gettext_lazy("Number of the record that went"),
    "gone_at": gettext_lazy("Gone since"),
    "graded_at": gettext_lazy("Graded on"),
    "hint": gettext_lazy("First letters"),
    "holder_name": gettext_lazy("Name on it"),
    "institution": gettext_lazy("Institution"),
    "invited_at": gettext_lazy("Invited on"),
    "is_active": gettext_lazy("Open"),
    "is_permanent": gettext_lazy("For good"),
    "is_prefill": gettext_lazy("Taken from the last time"),
    "is_workshop": gettext_lazy("In a workshop"),
    "issued_at": gettext_lazy("Issued on"),
    "item": gettext_lazy("Question"),
    "judged_at": gettext_lazy("Looked at on"),
    "keeps_after_erasure": gettext_lazy("Stays if I am erased"),
    "kind": gettext_lazy("Kind"),
    "language": gettext_lazy("Language"),
    "last_at": gettext_lazy("Last on"),
    "last_login": gettext_lazy("Last log-in"),
    "last_used_at": gettext_lazy("Last used"),
    "last_used_on": gettext_lazy("Last used"),
    "level": gettext_lazy("Level"),
    "link_expires_at": gettext_lazy("The link works until"),
    "made_at": gettext_lazy("Made on"),
    "media_type": gettext_lazy("Kind of file"),
    "merged_at": gettext_lazy("Made one on"),
    "merged_into": gettext_lazy("Went into record number"),
    "minutes": gettext_lazy("Minutes"),
    "mode": gettext_lazy("How"),
    "moderated_at": gettext_lazy("Moderated on"),
    "moved": gettext_lazy("What moved"),
    "name": gettext_lazy("Name"),
    "network": gettext_lazy("Network"),
    "note": gettext_lazy("Note"),
    "number": gettext_lazy("Number"),
    "office": gettext_lazy("Office"),
    "original_name": gettext_lazy("Name as I gave it"),
    "own_words": gettext_lazy("In my own words"),
    "p": gettext_lazy("How sure"),
    "phone": gettext_lazy("Telephone"),
    "primary": gettext_lazy("First address"),
    "provider": gettext_lazy("Provider"),
    "purpose": gettext_lazy("For what"),
    "quarters": gettext_lazy("Grade in quarters"),
    "queued_at": gettext_lazy("Written on"),
    "realm": gettext_lazy("Office"),
    "reason": gettext_lazy("Reason"),
    "received_at": gettext_lazy("Arrived on"),
    "recorded_at": gettext_lazy("Written down on"),
    "reference": gettext_lazy("Activity"),
    "reminded_at": gettext_lazy("Reminded on"),
    "resolved_at": gettext_lazy("Resolved on"),
    "resolved_by": gettext_lazy("Resolved by"),
    "resolver_role": gettext_lazy("In which role"),
    "revoked_at": gettext_lazy("Taken back on"),
    "rhythm": gettext_lazy("How often"),
    "role": gettext_lazy("Role"),
    "saved_at": gettext_lazy("Saved on"),
    "sections": gettext_lazy("Parts"),
    "seen_at": gettext_lazy("Last seen"),
    "sent": gettext_lazy("Sent on"),
    "sent_at": gettext_lazy("Filled in on"),
    "signed_off_at": gettext_lazy("Signed off on"),
    "signed_off_by": gettext_lazy("Signed off by"),
    "since": gettext_lazy("Since"),
    "size": gettext_lazy("Size in bytes"),
    "starts": gettext_lazy("First day"),
    "state": gettext_lazy("State"),
    "status": gettext_lazy("State"),
    "stopped_at": gettext_lazy("Stopped on"),
    "subject": gettext_lazy("Subject"),
    "submitted_at": gettext_lazy("Handed in on"),
    "time_zone": gettext_lazy("Time zone"),
    "times": gettext_lazy("How often"),
    "title": gettext_lazy("Title"),
    "to": gettext_lazy("To"),
    "type": gettext_lazy("Kind"),
    "uid": gettext_lazy("Number at the provider"),
    "undone_at": gettext_lazy("Taken apart again on"),
    "value": gettext_lazy("Answer"),
    "verbs": gettext_lazy("What it may do"),
    "verified": gettext_lazy("Confirmed"),
    "withdrawn_at": gettext_lazy("Taken back on"),
    "wording_version": gettext_lazy("In which words"),
}


def values_in_words(model: type[models.Model], row: Row) -> tuple[tuple[str, str], ...]:
    """The columns of a row that hold something, each with its words."""
    return tuple(
        (str(FIELD_WORDS.get(name, name)), value_in_words(model, name, value))
        for name, value in row.items()
        if name not in UNSAID and value not in (None, "", [], {})
    )


def value_in_words(model: type[models.Model], name: str, value: Any) -> str:
    """One value as a reader writes it: days in the reader's way, choices in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), f"{_day()}, H:i")
    if isinstance(value, date):
        return date_format(value, _day())
    if name == "role" and value in set(Role):
        return Role(value).words
    if name == "body":
        return write_text(blocks_of(value))
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    known = {field.name: field for field in model._meta.concrete_fields}.get(name)
    words = dict(known.flatchoices) if known is not None and known.choices else {}
    return str(words.get(value, value))


def _day() -> str:
    """How a day is written, as everywhere on the site."""
    return pgettext("date format", "j F Y")
