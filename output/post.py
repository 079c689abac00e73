"""The digest mails of a configuration: to whom, from whom and which way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from sqlite_utils import Database

from output.cadence import is_due
from output.config import Config
from output.digest import Digest, Subscriber, select
from output.dutch import TYPES, local_day
from output.following import gemeentecodes
from output.mail import EmlFolder, MailSettings, Smtp, Transport
from output.outbox import SendReport, enqueue, send_pending
from output.profiles import project_of
from output.settings import ConfigError
from output.told import last_turn, take_turn


def subscribers(config: Config, today: date) -> Iterator[Subscriber]:
    """Give who gets a digest, about the municipalities of today."""
    keys = {word: key for key, word in TYPES.items()}
    for index, table in enumerate(config.subscriber):
        yield Subscriber(
            name=table.name,
            address=table.address,
            gemeentecodes=gemeentecodes(config, table.municipalities, today),
            types=tuple(keys[word] for word in table.types),
            project=project_of(config, index, today),
            cadence=table.cadence,
            weekday=table.day,
            sign_of_life=table.sign_of_life,
        )


def new_digests(
    database: Database, config: Config, now: datetime, *, as_new: bool = False
) -> Iterator[tuple[Subscriber, Digest]]:
    """Give the digest of each subscriber for whom there is something new or changed, whose turn it may not be yet.

    `as_new` tells everything, as to somebody who never had a mail.
    """
    for subscriber in subscribers(config, local_day(now)):
        digest = select(database, replace(subscriber, address="") if as_new else subscriber, now)
        if digest is not None:
            yield subscriber, digest


def post_digests(database: Database, config: Config, now: datetime) -> SendReport:
    """Put what is new in the outbox for those whose turn it is, and send what waits there."""
    settings, today = mail_settings(config), local_day(now)
    for subscriber in subscribers(config, today):
        if not is_due(subscriber.cadence, subscriber.weekday, today, last_turn(database, subscriber.address)):
            continue
        with database.atomic():
            digest = select(database, subscriber, now)
            if digest is not None:
                enqueue(database, subscriber, digest, now, settings=settings)
            take_turn(database, subscriber.address, today)
    return send_pending(database, transport(config), now)


def mail_settings(config: Config) -> MailSettings:
    """Give who the mails come from and where people unsubscribe."""
    mail = config.mail
    if mail.unsubscribe_url and not mail.unsubscribe_secret:
        raise ConfigError(f"{config.file}: mail.unsubscribe_url: needs a secret in KANSENRADAR_UNSUBSCRIBE_SECRET")
    return MailSettings(
        sender=mail.sender,
        reply_to=mail.reply_to,
        domain=mail.domain,
        unsubscribe_url=mail.unsubscribe_url,
        secret=mail.unsubscribe_secret,
    )


def transport(config: Config) -> Transport:
    """Give the way mails leave: files in a folder, unless SMTP is configured."""
    mail = config.mail
    if mail.transport == "eml":
        return EmlFolder(config.data / Path(mail.folder))
    if not mail.host:
        raise ConfigError(f"{config.file}: mail.host: SMTP needs a host")
    if mail.username and not (mail.starttls or mail.tls):
        raise ConfigError(f"{config.file}: mail.starttls: a password is never sent without encryption")
    return Smtp(
        host=mail.host,
        port=mail.port,
        starttls=mail.starttls and not mail.tls,
        tls=mail.tls,
        username=mail.username,
        password=mail.password,
    )
