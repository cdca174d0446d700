"""Hand one message to the mail server, with time-outs and verified certificates, and say in words what came of it."""

from __future__ import annotations

import enum
import re
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.policy import SMTP

from ospolis.core.mail.messages import Envelope
from ospolis.core.mail.server import MailServer, Wire

STEP_SECONDS = 20.0
# Far below the time for which a worker holds a letter, so that no second worker ever sends it meanwhile.
WHOLE_SECONDS = 120.0
_LONGEST_REASON = 300
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


class Answer(enum.StrEnum):
    """What came of handing a message over.

    `later` is this letter's own delay; `unreachable` is the server's, which holds for every letter.
    """

    TAKEN = "taken"
    LATER = "later"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    BAD_ADDRESS = "bad_address"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer, with its reason in words and the status of the server where it gave one."""

    answer: Answer
    reason: str = ""
    status: str = ""


def hand_over(envelope: Envelope, server: MailServer, password: str) -> Outcome:
    """Give a message to the mail server; every fault of the network or the server becomes an outcome.

    Raises   nothing of the network's own
    """
    try:
        with _connection(server) as smtp:
            if server.wire is Wire.STARTTLS:
                smtp.starttls(context=ssl.create_default_context())
            if server.user:
                smtp.login(server.user, password)
            return _deliver(smtp, envelope)
    except smtplib.SMTPNotSupportedError as problem:
        return Outcome(Answer.UNREACHABLE, f"the mail server does not offer what is asked for: {_clean(problem)}")
    except smtplib.SMTPResponseException as problem:
        return Outcome(
            Answer.UNREACHABLE, f"the mail server answered {problem.smtp_code}: {_words(problem.smtp_error)}"
        )
    except (OSError, smtplib.SMTPException, ValueError) as problem:
        return Outcome(Answer.UNREACHABLE, f"no talk with the mail server: {type(problem).__name__}: {_clean(problem)}")


@contextmanager
def _connection(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A connection that ends after two minutes whatever the server does: it may also answer one letter at a time."""
    if server.wire is Wire.TLS:
        context = ssl.create_default_context()
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=STEP_SECONDS, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=STEP_SECONDS)
    watch = threading.Timer(WHOLE_SECONDS, _break_off, (smtp,))
    watch.daemon = True
    watch.start()
    try:
        smtp.ehlo_or_helo_if_needed()
        yield smtp
    finally:
        watch.cancel()
        smtp.close()


def _break_off(smtp: smtplib.SMTP) -> None:
    if smtp.sock is not None:
        smtp.sock.shutdown(socket.SHUT_RDWR)


def _deliver(smtp: smtplib.SMTP, envelope: Envelope) -> Outcome:
    """The three steps of one letter, each refusal told apart: is it the server's, the address's, the text's?"""
    code, words = smtp.mail(envelope.sender)
    if code != 250:
        return Outcome(Answer.UNREACHABLE, f"the mail server does not take the sender: {code} {_words(words)}")
    code, words = smtp.rcpt(envelope.recipient)
    if code not in {250, 251}:
        return judge_recipient(code, _words(words))
    code, words = smtp.data(envelope.message.as_bytes(policy=SMTP))
    if code == 250:
        return Outcome(Answer.TAKEN)
    told = f"the mail server does not take the text: {code} {_words(words)}"
    return Outcome(Answer.REFUSED if code >= 500 else Answer.LATER, told, _status(_words(words)))


def judge_recipient(code: int, words: str) -> Outcome:
    """Say what a refused recipient means: a delay, an address that takes no letters, or a rule of the server (5.7)."""
    status = _status(words)
    told = f"the mail server does not take the recipient: {code} {words}"
    if code < 500:
        return Outcome(Answer.LATER, told, status)
    return Outcome(Answer.REFUSED if status.startswith("5.7.") else Answer.BAD_ADDRESS, told, status or str(code))


def _status(words: str) -> str:
    found = _STATUS.search(words)
    return found[0] if found else ""


def _words(answer: bytes | str) -> str:
    """The words of a server, short, without control characters and without any address of mail in them."""
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return _clean(text)


def _clean(text: object) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in str(text))
    return re.sub(r"\S+@\S+", "(address)", " ".join(printable.split()))[:_LONGEST_REASON]
