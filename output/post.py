"""The digest mails of a configuration: to whom, from whom and which way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from sqlite_utils import Database

from output.config import Config, ConfigError
from output.digest import Digest, Subscriber, select
from output.dutch import AMSTERDAM, TYPES
from output.following import gemeentecodes
from output.mail import EmlFolder, MailSettings, Smtp, Transport
from output.outbox import SendReport, enqueue, send_pending


def subscribers(config: Config, today: date) -> Iterator[Subscriber]:
    """Give who gets a digest, about the municipalities of today."""
    keys = {word: key for key, word in TYPES.items()}
    for table in config.subscriber:
        yield Subscriber(
            name=table.name,
            address=table.address,
            gemeentecodes=gemeentecodes(config, table.municipalities, today),
            types=tuple(keys[word] for word in table.types),
        )


def new_digests(database: Database, config: Config, now: datetime) -> Iterator[tuple[Subscriber, Digest]]:
    """Give the digest of each subscriber for whom there is something new or changed."""
    for subscriber in subscribers(config, now.astimezone(AMSTERDAM).date()):
        digest = select(database, subscriber, now)
        if digest is not None:
            yield subscriber, digest


def post_digests(database: Database, config: Config, now: datetime) -> SendReport:
    """Put what is new in the outbox and send what waits there."""
    mail = config.mail
    settings = MailSettings(sender=mail.sender, reply_to=mail.reply_to, domain=mail.domain)
    for subscriber, digest in new_digests(database, config, now):
        enqueue(database, subscriber, digest, now, settings=settings)
    return send_pending(database, transport(config), now)


def transport(config: Config) -> Transport:
    """Give the way mails leave: files in a folder, unless SMTP is configured."""
    mail = config.mail
    if mail.transport == "eml":
        return EmlFolder(config.data / Path(mail.folder))
    if not mail.host:
        raise ConfigError(f"{config.file}: mail.host: SMTP needs a host")
    if mail.username and not mail.starttls:
        raise ConfigError(f"{config.file}: mail.starttls: a password is never sent without encryption")
    return Smtp(host=mail.host, port=mail.port, starttls=mail.starttls, username=mail.username, password=mail.password)
