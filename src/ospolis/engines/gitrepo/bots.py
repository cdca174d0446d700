"""Programs that commit: known by the names they sign with."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

BotKind = Literal["dependencies", "translation", "automation"]


class BotName(NamedTuple):
    """A program: the name we show, and what it does."""

    name: str
    kind: BotKind


# (word in the author's name or address, shown name, kind); the first that fits decides.
_KNOWN: tuple[tuple[str, str, BotKind], ...] = (
    ("dependabot", "Dependabot", "dependencies"),
    ("renovate", "Renovate", "dependencies"),
    ("greenkeeper", "Greenkeeper", "dependencies"),
    ("depfu", "Depfu", "dependencies"),
    ("pyup-bot", "PyUp", "dependencies"),
    ("snyk-bot", "Snyk", "dependencies"),
    ("scala-steward", "Scala Steward", "dependencies"),
    ("pre-commit-ci", "pre-commit.ci", "dependencies"),
    ("weblate", "Weblate", "translation"),
    ("transifex", "Transifex", "translation"),
    ("crowdin", "Crowdin", "translation"),
    ("lokalise", "Lokalise", "translation"),
    ("github-actions", "GitHub Actions", "automation"),
    ("semantic-release-bot", "semantic-release", "automation"),
    ("allcontributors", "All Contributors", "automation"),
    ("imgbot", "ImgBot", "automation"),
    ("mergify", "Mergify", "automation"),
)

_ANY_BOT = re.compile(r"\[bot\]|(?:^|[\s._+-])bot(?:$|[\s@])", re.IGNORECASE)


def recognise_bot(name: str, email: str) -> BotName | None:
    """Say which program signs with this name and address.

    Returns  a name of our own table, never what the commit says; None for a person
    Source   names under which these services commit, as their documentation gives them, 2026-11
    """
    signed = f"{name} {email}".lower()
    # A person may be called Renovate or live at crowdin.com: a known word counts only with a sign of a program.
    for word, shown, kind in _KNOWN:
        if word in signed and (_is_program(word, name.lower(), email.lower())):
            return BotName(shown, kind)
    return BotName("another program", "automation") if _ANY_BOT.search(signed) else None


def _is_program(word: str, name: str, email: str) -> bool:
    if _ANY_BOT.search(name) or _ANY_BOT.search(email.partition("@")[0]):
        return True
    return name.replace(" ", "-").removeprefix("hosted-").startswith(word) or email.partition("@")[0].endswith(word)
