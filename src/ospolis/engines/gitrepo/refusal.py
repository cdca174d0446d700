"""How this engine says no."""

from __future__ import annotations

import re


class GitRefused(Exception):
    """A repository, an address or an installation of git that is not read any further.

    `code` is stable and documented; `message` says what happened in plain words; `remedy` says what to do.
    """

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy


_QUOTED = re.compile(r"'[^'\n]*'")

LIMIT_CODES = frozenset({"wall-limit", "cpu-limit", "memory-limit", "pack-size"})

# The first row whose words stand in git's (English, LC_ALL=C) complaint decides.
_COMPLAINTS: tuple[tuple[tuple[str, ...], str, str, str], ...] = (
    (
        ("out of memory", "cannot allocate memory", "unable to create thread", "mmap failed"),
        "memory-limit",
        "git needed more memory than one repository may use",
        "ask an operator to look at the repository; it may hold a file made to exhaust memory",
    ),
    (
        ("no space left on device", "disk quota exceeded"),
        "disk-full",
        "the disk of this machine is full",
        "free some space, then run the collection again",
    ),
    (
        ("file too large", "died of signal 25"),
        "pack-size",
        "the repository is larger than the size limit",
        "ask its owner for a smaller repository, or name a part of it as a source of its own",
    ),
    (
        ("died of signal 24", "died of signal 9"),
        "cpu-limit",
        "git needed more processor time than one repository may use",
        "try again later; if it happens again, ask an operator to look at the repository",
    ),
    (
        ("transport '", "protocol '", "unsupported protocol"),
        "transport",
        "the address asks for a kind of transport that is not allowed",
        "use an https:// address",
    ),
    (
        ("fsck error", "fsck failed", "in packed object", "error in object", "does not match its path"),
        "malformed",
        "the repository holds objects that git itself refuses as malformed",
        "ask its owner to run `git fsck --full` and mend what it reports",
    ),
    (
        ("authentication failed", "could not read username", "permission denied", "http 401", "http 403", "error: 403"),
        "private",
        "the server asks for a password: the repository is private or does not exist",
        "make the repository public, or name one that is",
    ),
    (
        ("redirect", "returned error: 30"),
        "moved",
        "the server answers that the repository has moved",
        "use the new address",
    ),
    (
        # before the next row: a server whose repository is damaged hangs up as well
        ("loose object", "is corrupt", "inflate: data stream error"),
        "corrupt",
        "the repository is damaged",
        "ask its owner to run `git fsck --full` and push it again",
    ),
    (
        (
            "could not resolve",
            "returned error: 5",
            "returned error: 429",
            "failed to connect",
            "timed out",
            "ssl",
            "couldn't connect",
            "connection refused",
            "connection reset",
            "certificate",
            "hung up",
            "early eof",
            "rpc failed",
        ),
        "unreachable",
        "the server could not be reached, or broke off",
        "try again later, and check the address in a browser",
    ),
    (
        (
            "not found",
            "returned error: 404",
            "returned error: 410",
            "does not exist",
            "does not appear to be a git repository",
            "not a git repository",
            "couldn't find remote ref",
        ),
        "missing",
        "there is no repository at this address",
        "check the address; the repository may have been deleted, renamed or made private",
    ),
    (
        (
            "corrupt",
            "not our ref",
            "died of signal 11",
            "bad object",
            "could not read",
            "unable to read",
            "missing",
            "loose object",
            "inflate",
            "bad tree",
            "packfile",
            "invalid index-pack",
            "index-pack failed",
            "bad config",
            "not a valid object",
        ),
        "corrupt",
        "the repository is damaged",
        "ask its owner to run `git fsck --full` and push it again",
    ),
)


def explain_complaint(complaint: str) -> GitRefused:
    """Turn what git printed on its error channel into a refusal in plain words.

    Shapes   complaint: text of any length; only known phrases are looked at, nothing of it is repeated
    Returns  GitRefused (not raised)
    """
    # What stands in quotes is the stranger's: an address, a name. Only git's own words decide.
    lowered = _QUOTED.sub("''", complaint.lower())
    for phrases, code, message, remedy in _COMPLAINTS:
        if any(phrase in lowered for phrase in phrases):
            return GitRefused(code, message, remedy)
    return GitRefused(
        "git-failed",
        "git could not read the repository and gave no reason that we know",
        "try again later; if it happens again, ask an operator to run `ospolis doctor`",
    )
