"""Mails that are to be sent: written down together with what they tell, sent at most once by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email import policy
from email.parser import Parser
from email.utils import parseaddr
from typing import Any, Literal

from sqlite_utils import Database

from output.digest import Digest, Subscriber, calendar, html, text
from output.mail import Letter, MailSettings, NotNow, OutcomeUnknown, Refused, Transport, TransportDown, build_message
from pipeline.database import utc
from pipeline.detect.privacy import mask

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=10), timedelta(hours=12)
"""How long a mail waits after a temporary refusal; greylisting mostly lasts minutes, and every night tries again."""
State = Literal["pending", "sending", "sent", "failed"]


class UnknownMail(LookupError):
    """The outbox has no mail with this number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A row of the outbox without the message itself."""

    id: int
    subscriber: str
    period: str
    subject: str
    state: State
    attempts: int
    last_error: str
    created_at: str
    sent_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A mail that was not sent, and why."""

    id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SendReport:
    """What sending did; only `postponed` is tried again by itself."""

    sent: tuple[int, ...]
    postponed: tuple[Trouble, ...]
    failed: tuple[Trouble, ...]
    unknown: tuple[Trouble, ...]
    """Handed over, or nearly, without an answer: in this run or in one that was killed."""


def enqueue(
    db: Database, subscriber: Subscriber, digest: Digest, now: datetime, *, settings: MailSettings
) -> int | None:
    """Write a mail and what it tells in one transaction; None when this subscriber has today's mail already."""
    letter = Letter(
        name=subscriber.name,
        address=subscriber.address,
        period=digest.period,
        subject=digest.subject,
        text=text(digest),
        html=html(digest),
        calendar=calendar(digest, now),
    )
    message = build_message(letter, settings, now)
    with db.atomic():
        cursor = db.execute(
            """insert into outbox (subscriber, period, message_id, subject, message, state, created_at)
               values (?, ?, ?, ?, ?, 'pending', ?) on conflict (subscriber, period) do nothing""",
            [
                subscriber.address,
                digest.period.isoformat(),
                message["Message-ID"],
                message["Subject"],
                message.as_bytes().decode("ascii"),
                utc(now),
            ],
        )
        if cursor.rowcount == 0:
            return None
        for item in digest.items:
            db.execute(
                """insert into deliveries (subscriber, opportunity_id, facts, outbox_id) values (?, ?, ?, ?)
                   on conflict do update set outbox_id = excluded.outbox_id""",
                [subscriber.address, item.id, item.facts, cursor.lastrowid],
            )
        return cursor.lastrowid


def send_pending(db: Database, transport: Transport, now: datetime) -> SendReport:
    """Send what waits.

    A mail found half-way in an earlier run is reported, never sent again by itself, unless the transport can repeat.
    """
    lost = "found half-way in an earlier run; it may have been sent"
    halfway = [mail.id for mail in mails(db) if mail.state == "sending"]
    unknown = [] if transport.repeatable else [Trouble(id=number, reason=lost) for number in halfway]
    sent: list[int] = []
    postponed: list[Trouble] = []
    failed: list[Trouble] = []
    waiting = _due(db, now) + (halfway if transport.repeatable else [])
    for position, number in enumerate(waiting):
        try:
            _send(db, transport, number)
        except NotNow as error:
            postponed.append(_postpone(db, number, error, now))
        except Refused as error:
            failed.append(_note(db, number, "failed", error))
        except OutcomeUnknown as error:
            unknown.append(_note(db, number, "sending", error))
        except TransportDown as error:
            postponed += [_postpone(db, each, error, now) for each in waiting[position:]]
            break
        else:
            db.execute(
                "update outbox set state = 'sent', sent_at = ?, last_error = '' where id = ?", [utc(now), number]
            )
            sent.append(number)
    return SendReport(sent=tuple(sent), postponed=tuple(postponed), failed=tuple(failed), unknown=tuple(unknown))


def retry(db: Database, number: int) -> None:
    """Let a mail be sent (again) by the next `send_pending`, with the same Message-ID; raises `UnknownMail`.

    Of a mail whose text was forgotten there is nothing to send.
    """
    cursor = db.execute("update outbox set state = 'pending', next_try = '' where id = ? and message <> ''", [number])
    if cursor.rowcount == 0:
        raise UnknownMail(f"there is no mail {number} in the outbox, or its text was forgotten")


def mails(db: Database) -> list[Mail]:
    """List the outbox, oldest first."""
    rows = db.query(
        """select id, subscriber, period, subject, state, attempts, last_error, created_at, sent_at
           from outbox order by id"""
    )
    return [Mail(**row) for row in rows]


def _send(db: Database, transport: Transport, number: int) -> None:
    db.execute("update outbox set state = 'sending', attempts = attempts + 1 where id = ?", [number])
    row = _row(db, number)
    sender = parseaddr(str(Parser(policy=policy.SMTP).parsestr(row["message"], headersonly=True)["From"]))[1]
    transport.send(row["message"].encode("ascii"), sender, row["subscriber"])


def _row(db: Database, number: int) -> dict[str, Any]:
    return next(iter(list(db.query("select message, subscriber from outbox where id = ?", [number]))))


def _due(db: Database, now: datetime) -> list[int]:
    """List what waits and may be offered again; a moment too far ahead is from a clock that was wrong."""
    rows = db.query(
        "select id from outbox where state = 'pending' and (next_try <= ?1 or next_try > ?2) order by id",
        [utc(now), utc(now + LONGEST_WAIT)],
    )
    return [row["id"] for row in rows]


def _postpone(db: Database, number: int, error: Exception, now: datetime) -> Trouble:
    """Wait twice as long after every attempt, within what every night fits."""
    attempts = db.execute("select attempts from outbox where id = ?", [number]).fetchone()[0]
    wait = min(FIRST_WAIT * 2 ** max(0, min(attempts, 20) - 1), LONGEST_WAIT)
    db.execute("update outbox set next_try = ? where id = ?", [utc(now + wait), number])
    return _note(db, number, "pending", error)


def _note(db: Database, number: int, state: State, error: Exception) -> Trouble:
    reason = mask(str(error))
    db.execute("update outbox set state = ?, last_error = ? where id = ?", [state, reason, number])
    return Trouble(id=number, reason=reason)
