"""Build the message of a digest, and bring it away: to a folder of files or to a mail server."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import smtplib
import ssl
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import parseaddr
from pathlib import Path
from typing import Protocol

from output.dutch import AMSTERDAM, one_line

FINAL_REPLY_SECONDS = 600.0
"""A server may take ten minutes to accept what it was given (RFC 5321, 4.5.3.2.6)."""


class AddressUnusable(ValueError):
    """An address cannot stand in a mail header."""


class NotNow(Exception):
    """The server refuses this message for now (4xx); nothing was accepted."""


class Refused(Exception):
    """The server refuses this message or recipient for good (5xx)."""


class TransportDown(Exception):
    """Nothing can be brought away at all: no connection, no login, no room on the disk."""


class OutcomeUnknown(Exception):
    """The message was handed over, but the answer never came; it may have been accepted."""


class Transport(Protocol):
    """A way to bring a message away."""

    @property
    def repeatable(self) -> bool:
        """True when bringing the same message away twice is the same as once."""

    def send(self, message: bytes, sender: str, recipient: str) -> None:
        """Bring one message away; raises `NotNow`, `Refused`, `TransportDown` or `OutcomeUnknown`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """Who the digest comes from; `domain` is the right side of message and list ids."""

    sender: str
    """`Name <address>`."""
    reply_to: str
    """An address, or empty."""
    domain: str
    unsubscribe_url: str = ""
    """An https address with `{token}`, or empty."""
    secret: str = field(default="", repr=False)
    """Makes the token."""

    def unsubscribe_link(self, address: str) -> str:
        """Give where one person unsubscribes; empty when that is not configured."""
        token = hmac.new(self.secret.encode(), address.encode(), "sha256").hexdigest()[:32]
        return self.unsubscribe_url.replace("{token}", token)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What goes into a message to one person."""

    name: str
    address: str
    period: date
    subject: str
    text: str
    html: str
    calendar: str = ""
    """A calendar file, or empty."""


def message_id(address: str, period: date, domain: str) -> str:
    """Give the id of the digest of a day for an address; it is the same on every attempt."""
    who = hashlib.sha256(address.encode()).hexdigest()[:12]
    return f"<digest.{who}.{period.isoformat()}@{domain}>"


def build_message(letter: Letter, settings: MailSettings, now: datetime) -> EmailMessage:
    """Build the message; the same input gives the same bytes. Raises `AddressUnusable`."""
    message = EmailMessage(policy=policy.SMTP)
    identity = message_id(letter.address, letter.period, settings.domain)
    message["From"] = _address(*parseaddr(settings.sender))
    message["To"] = _address(letter.name, letter.address)
    if settings.reply_to:
        message["Reply-To"] = _address(*parseaddr(settings.reply_to))
    _add_unsubscribe(message, letter.address, settings)
    message["Subject"] = one_line(letter.subject)
    message["Date"] = now.astimezone(AMSTERDAM)
    message["Message-ID"] = identity
    message["List-Id"] = f"MDT-scan <mdt-scan.{settings.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    # a random boundary would make the bytes differ; this one cannot occur in quoted-printable text
    boundary = f"=_{hashlib.sha256(identity.encode()).hexdigest()[:24]}"
    message.set_boundary(boundary)
    if letter.calendar:
        _attach_calendar(message, letter.calendar)
        message.set_boundary(f"{boundary}m")
    message["Content-Language"] = "nl"  # after the parts: whatever begins with Content- moves into the first one
    return message


def _add_unsubscribe(message: EmailMessage, address: str, settings: MailSettings) -> None:
    """Name the ways to unsubscribe; a mail program uses the web address with one click (RFC 8058)."""
    ways = [f"<{link}>"] if (link := settings.unsubscribe_link(address)) else []
    ways += [f"<mailto:{parseaddr(settings.reply_to)[1]}?subject=afmelden>"] if settings.reply_to else []
    if ways:
        message["List-Unsubscribe"] = ", ".join(ways)
    if link:
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _attach_calendar(message: EmailMessage, calendar: str) -> None:
    """Attach a calendar as a file: as an alternative of the text, mail programs take it for an invitation."""
    message.add_attachment(
        calendar.replace("\r\n", "\n"),
        subtype="calendar",
        cte="quoted-printable",
        filename="mdt-scan.ics",
        params={"method": "PUBLISH"},
    )


def _address(name: str, address: str) -> Address:
    if not address.isascii() or not address.isprintable() or "@" not in address:
        raise AddressUnusable(f"{address!r} cannot be used as a mail address")
    try:
        return Address(display_name=one_line(name), addr_spec=address)
    except (ValueError, IndexError, MessageError) as error:
        raise AddressUnusable(f"{address!r} cannot be used as a mail address: {error}") from error


@dataclass(frozen=True, slots=True)
class EmlFolder:
    """Messages as files, named by their id; the default, which needs no network."""

    folder: Path
    repeatable: bool = field(default=True, init=False)
    """The same message becomes the same file."""

    def send(self, message: bytes, sender: str, recipient: str) -> None:
        """Write the message; a file is complete or absent."""
        target = self.file(str(BytesHeaderParser(policy=policy.SMTP).parsebytes(message)["Message-ID"]))
        part = self.folder / f".part-{target.stem}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with part.open("wb") as file:
                file.write(message)
                file.flush()
                os.fsync(file.fileno())
            part.rename(target)
        except OSError as error:
            raise TransportDown(f"{self.folder}: {error.strerror}") from error

    def file(self, identity: str) -> Path:
        """Say in which file the message with this id stands."""
        name = re.sub(r"[^\w.-]", "_", identity.strip("<>").partition("@")[0])
        return self.folder / f"{name}.eml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """A mail server; each message gets its own connection."""

    host: str
    port: int
    starttls: bool
    tls: bool = False
    """True where the connection is encrypted from the first byte."""
    username: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 60.0
    repeatable: bool = field(default=False, init=False)
    """A server may have accepted a message whose answer was lost."""

    def send(self, message: bytes, sender: str, recipient: str) -> None:
        """Hand the message over."""
        try:
            connection = self._connected()
        except OSError as error:
            raise TransportDown(f"{self.host}:{self.port}: {error}") from error
        with closing(connection):
            self._log_in(connection)
            self._offer(connection, sender, recipient)
            _hand_over(connection, message, max(self.timeout, FINAL_REPLY_SECONDS))
            with suppress(OSError):  # the message is accepted, whatever happens to the goodbye
                connection.quit()

    def _connected(self) -> smtplib.SMTP:
        if self.tls:
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=self.timeout)

    def _log_in(self, connection: smtplib.SMTP) -> None:
        try:
            if self.starttls:
                connection.starttls(context=ssl.create_default_context())
            if self.username:
                connection.login(self.username, self.password)
            connection.ehlo_or_helo_if_needed()
        except OSError as error:
            raise TransportDown(f"{self.host}:{self.port}: {error}") from error

    def _offer(self, connection: smtplib.SMTP, sender: str, recipient: str) -> None:
        try:
            code, reply = connection.mail(sender)
            if code != 250:
                raise TransportDown(f"sender {sender}: {_said(code, reply)}")
            code, reply = connection.rcpt(recipient)
            _accept(code, reply, expected=(250, 251))
            code, reply = connection.docmd("DATA")
            _accept(code, reply, expected=(354,))
        except OSError as error:
            raise NotNow(f"{self.host}:{self.port}: {error}") from error


def _hand_over(connection: smtplib.SMTP, message: bytes, patience: float) -> None:
    dotted = re.sub(rb"(?m)^\.", b"..", message)
    try:
        if connection.sock is not None:
            connection.sock.settimeout(patience)
        connection.send(dotted.removesuffix(b"\r\n") + b"\r\n.\r\n")
        code, reply = connection.getreply()
    except OSError as error:
        raise OutcomeUnknown(f"no answer after the message was handed over: {error}") from error
    _accept(code, reply, expected=(250,))


def _accept(code: int, reply: bytes, *, expected: tuple[int, ...]) -> None:
    if code in expected:
        return
    if 400 <= code < 500:
        raise NotNow(_said(code, reply))
    raise Refused(_said(code, reply))


def _said(code: int, reply: bytes) -> str:
    return one_line(f"{code} {reply.decode(errors='replace')}")
