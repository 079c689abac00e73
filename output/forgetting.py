"""Remove a document from the mails too: those that wait are made anew, of those that went only the text goes."""

from __future__ import annotations

from email import policy
from email.parser import BytesParser

from sqlite_utils import Database

from output.mail import EmlFolder, Transport
from pipeline.forgetting import Forgetting


def forget_mails(database: Database, transport: Transport, found: Forgetting) -> int:
    """Take the text of these opportunities out of the outbox and the mail folder; give the number of mails.

    A mail that nobody has yet goes, so that the next run tells the rest of it. One that was sent, or may have been,
    keeps its row without the message: nothing in it is told twice.
    """
    rows = list(database.query("select id, state, message_id, message from outbox where message <> '' order by id"))
    touched = [row for row in rows if _tells(row["message"], found.opportunities)]
    with database.atomic():
        for row in touched:
            if row["state"] == "pending":
                database.execute("delete from deliveries where outbox_id = ?", [row["id"]])
                database.execute("delete from outbox where id = ?", [row["id"]])
            else:
                database.execute(
                    """update outbox set message = '', state = iif(state = 'sending', 'failed', state),
                           last_error = iif(state = 'sending', 'perhaps sent; its text was forgotten', last_error)
                       where id = ?""",
                    [row["id"]],
                )
    if isinstance(transport, EmlFolder):
        for row in touched:
            transport.file(row["message_id"]).unlink(missing_ok=True)
    return len(touched)


def _tells(message: str, opportunities: tuple[str, ...]) -> bool:
    parsed = BytesParser(policy=policy.SMTP).parsebytes(message.encode("ascii"))
    body = parsed.get_body(("plain",))
    words = set(body.get_content().replace(".", " ").split()) if body is not None else set()
    return not words.isdisjoint(opportunities)
