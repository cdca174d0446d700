"""The one table of rate limits: at which door, how often, within which time, counted by what.

It is printed in the manual (docs/reference/limits.md); a test compares the two.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import timedelta


class By(enum.StrEnum):
    """By what tries are counted together."""

    ACCOUNT = "account"
    NETWORK = "network"
    READER = "account, or network without one"
    FORM = "network, form and office"


@dataclass(frozen=True, slots=True)
class Rule:
    """At most `amount` tries within any stretch of time as long as `per`."""

    amount: int
    per: timedelta
    by: By


@dataclass(frozen=True, slots=True)
class Door:
    """Something that may be tried so often only; every rule must let the try pass.

    `counts` says in words which tries are counted: all of them, or those that failed.
    """

    name: str
    counts: str
    rules: tuple[Rule, ...]


_MINUTE = timedelta(minutes=1)
_QUARTER = timedelta(minutes=15)
_HOUR = timedelta(hours=1)

LOG_IN = Door("log-in", "tries that failed", (Rule(10, _QUARTER, By.ACCOUNT), Rule(10, _QUARTER, By.NETWORK)))
SECOND_FACTOR = Door(
    "second factor", "codes that were wrong", (Rule(10, _QUARTER, By.ACCOUNT), Rule(10, _QUARTER, By.NETWORK))
)
RECOVERY = Door("recovery", "requests for a new password", (Rule(5, _HOUR, By.ACCOUNT), Rule(20, _HOUR, By.NETWORK)))
INVITATION = Door("invitation", "invitations that were sent", (Rule(100, _HOUR, By.ACCOUNT),))
INVITATION_LINK = Door("link of an invitation", "links that opened nothing", (Rule(20, _QUARTER, By.NETWORK),))
LETTER_LINK = Door("link to questions in a letter", "links that opened nothing", (Rule(20, _QUARTER, By.NETWORK),))
PUBLIC_FORM = Door("public form", "forms that were sent", (Rule(10, _HOUR, By.FORM), Rule(60, _HOUR, By.NETWORK)))
SEARCH = Door("search", "searches", (Rule(60, _MINUTE, By.READER),))
EXPORT = Door("export", "downloads of lists", (Rule(120, _QUARTER, By.READER),))
UPLOAD = Door("upload", "files that were given", (Rule(60, _HOUR, By.READER),))
API = Door("interface for programs", "requests", (Rule(300, _MINUTE, By.READER),))

DOORS = (
    LOG_IN,
    SECOND_FACTOR,
    RECOVERY,
    INVITATION,
    INVITATION_LINK,
    LETTER_LINK,
    PUBLIC_FORM,
    SEARCH,
    EXPORT,
    UPLOAD,
    API,
)
