"""What an answer means before its rows are read: a page, nothing new, or a reason with what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ospolis.engines.forges.budget import USUAL_WAIT, read_budget
from ospolis.engines.forges.refusal import ForgeRefused

# Words by which GitHub tells a limit that stands in no header.
_LIMIT_WORDS: Final = (b"rate limit", b"abuse detection")
_LOOKED_AT: Final = 4_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back from one call: status, headers in lower case, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_unchanged(self) -> bool:
        """Whether the forge says that what is kept still holds."""
        return self.status == 304

    @property
    def is_missing(self) -> bool:
        """Whether the forge does not know the address."""
        return self.status in (404, 410)


def check_answer(answer: Answer, *, has_token: bool, now: datetime) -> None:
    """Let an answer through that holds rows or says that nothing changed; everything else is a reason.

    Units    now: aware
    Raises   ForgeRefused: forge-limited (with until), forge-token, forge-closed, forge-missing, forge-withheld,
             forge-down, forge-answer
    Source   GitHub "Rate limits for the REST API": 403 or 429, primary and secondary; RFC 9110
    """
    if answer.is_unchanged or answer.status == 200:
        return
    if is_limited(answer, now=now):
        raise _limited(answer, has_token=has_token, now=now)
    if answer.status in (401, 403):
        raise _closed(answer, has_token=has_token)
    if answer.is_missing:
        raise ForgeRefused(
            "forge-missing",
            "The forge knows no such organisation, group or person.",
            "Open the address in a browser; mend it in sources.csv when it was renamed or closed.",
        )
    if answer.status == 451:
        raise ForgeRefused(
            "forge-withheld",
            "The forge withholds this for legal reasons.",
            "Ask its owner; take the source out of sources.csv when it does not come back.",
        )
    if answer.status >= 500:
        raise ForgeRefused(
            "forge-down",
            f"The forge answered {answer.status}: it has a problem of its own.",
            "Run the collection again later; it goes on where it stopped.",
        )
    raise ForgeRefused(
        "forge-answer",
        f"The forge answered {answer.status}, which is no list of repositories.",
        "Check that the kind of the source fits the forge: github, gitlab or gitea.",
    )


def is_limited(answer: Answer, *, now: datetime) -> bool:
    """Whether the forge says no because it was asked too often, by status, by headers or in words.

    Units    now: aware
    """
    if answer.status == 429:
        return True
    if answer.status not in (403, 503):
        return False
    budget = read_budget(answer.headers, now=now)
    if budget.wait_until is not None or (answer.status == 403 and budget.remaining == 0):
        return True
    start = answer.body[:_LOOKED_AT].lower()
    return answer.status == 403 and any(words in start for words in _LIMIT_WORDS)


def _limited(answer: Answer, *, has_token: bool, now: datetime) -> ForgeRefused:
    budget = read_budget(answer.headers, now=now)
    spent = budget.reset_at if budget.remaining == 0 else None
    until = budget.wait_until or spent or now + USUAL_WAIT
    return forge_limited(until, has_token=has_token)


def forge_limited(until: datetime, *, has_token: bool) -> ForgeRefused:
    """The refusal that a budget of calls is used up.

    Units    until: aware
    """
    helps = "" if has_token else " With a token the forge answers more often: see 'ospolis forge-token'."
    return ForgeRefused(
        "forge-limited",
        f"The forge answers no more calls until {until:%Y-%m-%d %H:%M} UTC.",
        f"Run the collection again after that; it goes on where it stopped.{helps}",
        until=until,
    )


def _closed(answer: Answer, *, has_token: bool) -> ForgeRefused:
    if has_token:
        return ForgeRefused(
            "forge-token",
            f"The forge answered {answer.status}: it does not take our token.",
            "Set another token with 'ospolis forge-token set', or remove it; public lists need none.",
        )
    return ForgeRefused(
        "forge-closed",
        f"The forge answered {answer.status}: it lists this only to those who log in.",
        "Set a token with 'ospolis forge-token set', or declare each repository with the kind git.",
    )
