"""What readers ask of the pages of the roof: addresses to plain values. A value that is none narrows nothing."""

from __future__ import annotations

import re
from datetime import date

from django.http import QueryDict
from django.utils.dateparse import parse_date

from ospolis.core.journal import known_verbs
from ospolis.core.journal.selectors import JournalQuestion

_NUMBER = re.compile(r"[0-9]{1,18}")
_KIND = re.compile(r"[a-z_]{1,40}")


def read_journal_question(query: QueryDict) -> JournalQuestion:
    """To what the journal is narrowed; an account is named by its number."""
    actor = query.get("actor", "").strip().removeprefix("account:")
    verb, kind = query.get("verb", ""), query.get("kind", "")
    return JournalQuestion(
        verb=verb if verb in known_verbs() else "",
        actor=f"account:{actor}" if _NUMBER.fullmatch(actor) else "",
        kind=kind if _KIND.fullmatch(kind) else "",
        since=_day(query, "since"),
        until=_day(query, "until"),
    )


def _day(query: QueryDict, name: str) -> date | None:
    try:
        return parse_date(query.get(name, "").strip())
    except ValueError:
        return None
