import asyncio
import os
import signal
import socket
import sqlite3
import ssl
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlite_utils import Database

from output.digest import Digest, Subscriber, select
from output.mail import EmlFolder, MailSettings, Smtp
from output.outbox import UnknownMail, enqueue, mails, retry, send_pending

SETTINGS = MailSettings(sender="MDT-scan <scan@mdt.example>", reply_to="", domain="mdt.example")
JOS = Subscriber(name="Jos", address="jos@mdt.example", gemeentecodes=("GM9901", "GM9902"), types=())
ANNA = replace(JOS, name="Anna", address="anna@mdt.example")
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


class Postbox:
    """A mail server that answers what it is told to; each list is used up from the left."""

    smtp: Smtp
    """How to reach it."""

    def __init__(self) -> None:
        self.accepted: list[tuple[str, EmailMessage]] = []
        self.answers: dict[str, list[str]] = {}
        self.cut: list[str] = []
        self.logins: list[LoginPassword] = []

    def _answer(self, command: str, who: str) -> str:
        waiting = self.answers.get(f"{command} {who}") or self.answers.get(command) or ["250 OK"]
        return waiting.pop(0) if len(waiting) > 1 or waiting[0] != "250 OK" else "250 OK"

    async def handle_MAIL(self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]) -> str:
        envelope.mail_from = address
        return self._answer("MAIL", address)

    async def handle_RCPT(self, server: SMTP, _: Session, envelope: Envelope, address: str, __: list[str]) -> str:
        if "RCPT" in self.cut:
            self.cut.remove("RCPT")
            cut(server)
        answer = self._answer("RCPT", address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:
        answer = self._answer("DATA", envelope.rcpt_tos[0])
        if answer.startswith("250"):
            content = envelope.original_content or b""
            message = BytesParser(EmailMessage, policy=policy.default).parsebytes(content)
            self.accepted += [(address, message) for address in envelope.rcpt_tos]
        if "DATA" in self.cut:
            self.cut.remove("DATA")
            cut(server)
        return answer

    def authenticate(self, *arguments: Any) -> AuthResult:
        self.logins.append(arguments[-1])
        return AuthResult(success=arguments[-1].password == b"geheim", handled=False)


def bodies(message: EmailMessage) -> tuple[str, str]:
    """Give the plain part and the page of a mail."""
    plain, page = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert page is not None
    return plain.get_content(), page.get_content()


def cut(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    box.smtp = Smtp(host="127.0.0.1", port=controller.port, starttls=False)
    yield box
    controller.stop()


@pytest.fixture
def filled(rows: Any, db: Database) -> Any:
    rows.opportunity("A3")
    rows.opportunity("A4", "GM9902")
    return rows


def put(db: Database, now: datetime, subscriber: Subscriber = JOS) -> int:
    digest = select(db, subscriber, now)
    assert digest is not None
    number = enqueue(db, subscriber, digest, now, settings=SETTINGS)
    assert number is not None
    return number


def states(db: Database) -> list[tuple[str, int]]:
    return [(mail.state, mail.attempts) for mail in mails(db)]


def test_a_mail_is_written_down_with_what_it_tells(filled: Any, db: Database, now: datetime) -> None:
    number = put(db, now)
    mail = mails(db)[0]
    assert (mail.id, mail.subscriber, mail.period, mail.state) == (number, JOS.address, "2026-11-23", "pending")
    assert mail.subject == "MDT-scan: 2 nieuwe kansen in 2 gemeenten (23 november 2026)"
    delivered = db.query("select opportunity_id, facts, outbox_id from deliveries order by 1")
    assert [tuple(row.values()) for row in delivered] == [("A3", "1", number), ("A4", "1", number)]


def test_one_mail_a_day_and_what_came_later_waits(filled: Any, db: Database, now: datetime) -> None:
    put(db, now)
    assert select(db, JOS, now) is None
    filled.opportunity("A5")
    late = select(db, JOS, now)
    assert late is not None
    before = list(db.query("select * from outbox"))
    assert enqueue(db, JOS, late, now, settings=SETTINGS) is None
    assert list(db.query("select * from outbox")) == before
    tomorrow = select(db, JOS, now + DAY)
    assert tomorrow is not None
    assert [item.id for item in tomorrow.items] == ["A5"]
    assert enqueue(db, JOS, tomorrow, now + DAY, settings=SETTINGS) is not None


def test_the_day_of_a_mail_is_the_day_in_the_netherlands(filled: Any, db: Database) -> None:
    put(db, datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    assert mails(db)[0].period == "2026-11-24"


def test_mail_and_deliveries_are_written_together_or_not_at_all(filled: Any, db: Database, now: datetime) -> None:
    digest = select(db, JOS, now)
    assert digest is not None
    gone = replace(digest, items=(*digest.items, replace(digest.items[0], id="gone")))
    with pytest.raises(sqlite3.IntegrityError):
        enqueue(db, JOS, gone, now, settings=SETTINGS)
    assert mails(db) == []
    assert select(db, JOS, now) == digest


def test_what_is_sent_is_what_was_written_down(
    filled: Any, db: Database, now: datetime, postbox: Postbox, golden: Callable[[str, str], None]
) -> None:
    number = put(db, now)
    filled.change("A3", facts="2", changes=[], amount_eur=1)
    report = send_pending(db, postbox.smtp, now)
    assert (report.sent, report.postponed, report.failed, report.unknown) == ((number,), (), (), ())
    recipient, message = postbox.accepted[0]
    assert recipient == JOS.address
    assert message["Message-ID"] == next(iter(db.query("select message_id from outbox")))["message_id"]
    plain, page = bodies(message)
    assert "Plafond € 200.000" in plain
    assert "Plafond € 200.000" in page
    assert states(db) == [("sent", 1)]
    assert mails(db)[0].sent_at == "2026-11-23T02:15:00Z"
    assert send_pending(db, postbox.smtp, now).sent == ()
    assert len(postbox.accepted) == 1
    golden("digest.eml", next(iter(db.query("select message from outbox")))["message"])


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_temporary_refusal_is_tried_again(
    filled: Any, db: Database, now: datetime, postbox: Postbox, command: str
) -> None:
    number = put(db, now)
    postbox.answers[command] = ["451 later", "250 OK"]
    report = send_pending(db, postbox.smtp, now)
    assert [(trouble.id, trouble.reason) for trouble in report.postponed] == [(number, "451 later")]
    assert (mails(db)[0].state, mails(db)[0].last_error) == ("pending", "451 later")
    assert send_pending(db, postbox.smtp, now + DAY).sent == (number,)
    assert states(db) == [("sent", 2)]
    assert mails(db)[0].last_error == ""
    assert len(postbox.accepted) == 1


@pytest.mark.parametrize("command", ["RCPT", "DATA"])
def test_a_refused_address_does_not_block_the_others(
    filled: Any, db: Database, now: datetime, postbox: Postbox, command: str
) -> None:
    refused, welcome = put(db, now, JOS), put(db, now, ANNA)
    postbox.answers[f"{command} {JOS.address}"] = [f"550 no mailbox {JOS.address}", "250 OK"]
    report = send_pending(db, postbox.smtp, now)
    assert report.sent == (welcome,)
    assert [(trouble.id, trouble.reason) for trouble in report.failed] == [(refused, "550 no mailbox [afgeschermd]")]
    assert states(db) == [("failed", 1), ("sent", 1)]
    assert send_pending(db, postbox.smtp, now + DAY).sent == ()


def test_a_cut_after_the_message_is_reported_and_not_sent_again(
    filled: Any, db: Database, now: datetime, postbox: Postbox
) -> None:
    lost, other = put(db, now, JOS), put(db, now, ANNA)
    postbox.cut = ["DATA"]
    report = send_pending(db, postbox.smtp, now)
    assert report.sent == (other,)
    assert [trouble.id for trouble in report.unknown] == [lost]
    again = send_pending(db, postbox.smtp, now + DAY)
    assert again.sent == ()
    assert [trouble.id for trouble in again.unknown] == [lost]
    assert len(postbox.accepted) == 2


def test_a_cut_before_the_message_is_tried_again(filled: Any, db: Database, now: datetime, postbox: Postbox) -> None:
    number = put(db, now)
    postbox.cut = ["RCPT"]
    assert [trouble.id for trouble in send_pending(db, postbox.smtp, now).postponed] == [number]
    assert send_pending(db, postbox.smtp, now + DAY).sent == (number,)


def test_a_server_that_is_down_postpones_everything(filled: Any, db: Database, now: datetime) -> None:
    numbers = [put(db, now, JOS), put(db, now, ANNA)]
    down = Smtp(host="127.0.0.1", port=free_port(), starttls=False)
    report = send_pending(db, down, now)
    assert [trouble.id for trouble in report.postponed] == numbers
    assert "Connection refused" in report.postponed[0].reason
    # the second was not even tried
    assert states(db) == [("pending", 1), ("pending", 0)]


def test_a_refused_sender_is_a_fault_of_ours_and_fails_no_mail(
    filled: Any, db: Database, now: datetime, postbox: Postbox
) -> None:
    put(db, now)
    postbox.answers["MAIL"] = ["550 sender unknown", "250 OK"]
    assert "550 sender unknown" in send_pending(db, postbox.smtp, now).postponed[0].reason
    assert states(db) == [("pending", 1)]


def test_a_killed_run_sends_nothing_twice(
    filled: Any, db: Database, now: datetime, postbox: Postbox, tmp_path: Path
) -> None:
    number = put(db, now)
    code = f"""
import os, signal
from datetime import datetime, UTC
from pathlib import Path
from output.mail import Smtp
from output.outbox import send_pending
from pipeline.database import open_database

class Killed:
    repeatable = False

    def send(self, message, sender, recipient):
        Smtp(host="127.0.0.1", port={postbox.smtp.port}, starttls=False).send(message, sender, recipient)
        os.kill(os.getpid(), signal.SIGKILL)

send_pending(open_database(Path({str(tmp_path / "radar.db")!r})), Killed(), datetime(2026, 11, 23, tzinfo=UTC))
"""
    done = subprocess.run([sys.executable, "-c", code], env=os.environ, check=False)
    assert done.returncode == -signal.SIGKILL
    assert states(db) == [("sending", 1)]
    report = send_pending(db, postbox.smtp, now + DAY)
    assert report.sent == ()
    assert [trouble.id for trouble in report.unknown] == [number]
    assert select(db, JOS, now + DAY) is None
    assert len(postbox.accepted) == 1
    retry(db, number)
    assert send_pending(db, postbox.smtp, now + DAY).sent == (number,)
    first, second = (message for _, message in postbox.accepted)
    assert first["Message-ID"] == second["Message-ID"]
    assert first.as_bytes() == second.as_bytes()


def test_a_file_that_was_half_written_is_written_again(
    filled: Any, db: Database, now: datetime, tmp_path: Path
) -> None:
    number = put(db, now)
    db.execute("update outbox set state = 'sending'")
    report = send_pending(db, EmlFolder(tmp_path / "mail"), now)
    assert (report.sent, report.unknown) == ((number,), ())
    assert len(list((tmp_path / "mail").iterdir())) == 1


def test_a_refused_mail_can_be_tried_again_on_request(
    filled: Any, db: Database, now: datetime, postbox: Postbox
) -> None:
    number = put(db, now)
    postbox.answers["RCPT"] = ["550 full", "250 OK"]
    send_pending(db, postbox.smtp, now)
    retry(db, number)
    assert send_pending(db, postbox.smtp, now).sent == (number,)
    with pytest.raises(UnknownMail, match="no mail 99"):
        retry(db, 99)


def test_no_digest_is_lost_over_a_week_of_trouble(filled: Any, db: Database, now: datetime, postbox: Postbox) -> None:
    down = Smtp(host="127.0.0.1", port=free_port(), starttls=False)
    for day in range(7):
        filled.opportunity(f"B{day}")
        put(db, now + day * DAY)
        send_pending(db, postbox.smtp if day == 6 else down, now + day * DAY)
    told = "\n".join(bodies(message)[0] for _, message in postbox.accepted)
    assert len(postbox.accepted) == 7
    for name in ("A3", "A4", *(f"B{day}" for day in range(7))):
        assert told.count(f"Nummer {name}.") == 1


def test_hostile_rows_make_an_ordinary_mail(rows: Any, db: Database, now: datetime, postbox: Postbox) -> None:
    db.execute("update municipalities set name = 'Haven\r\nBcc: x@elders.example' where code = 'GM9901'")
    rows.opportunity(
        "A3",
        title="<script>alert(1)</script>\r\n.\r\nQUIT\r\n",
        quote="\u202eBehandeld door M. Janssens, m.janssens@havenstede.example, 010-0000000\x00",
        page_url="javascript:alert(1)",
    )
    put(db, now)
    assert len(send_pending(db, postbox.smtp, now).sent) == 1
    _, message = postbox.accepted[0]
    assert message["Bcc"] is None
    plain, page = bodies(message)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    for part in (plain, page):
        assert not {"\u202e", "\x00"} & set(part)
        assert "janssens@" not in part
        assert "javascript:" not in part
        assert "010-0000000" not in part


def test_five_hundred_items_fit_the_wire(rows: Any, db: Database, now: datetime, postbox: Postbox) -> None:
    with db.atomic():
        for number in range(500):
            rows.opportunity(f"A{number:03}", quote="Jongeren doen mee. " * 15)
    put(db, now)
    send_pending(db, postbox.smtp, now)
    _, message = postbox.accepted[0]
    plain, page = bodies(message)
    assert len(page.encode()) <= 90_000
    delivered = next(iter(db.query("select count(*) as n from deliveries")))["n"]
    assert plain.count("Nummer A") == page.count("Nummer A") == delivered
    assert f"En nog {500 - delivered} kansen" in plain


def test_the_folder_is_a_transport_too(filled: Any, db: Database, now: datetime, tmp_path: Path) -> None:
    put(db, now)
    assert send_pending(db, EmlFolder(tmp_path / "mail"), now).sent == (1,)
    file = next((tmp_path / "mail").iterdir())
    assert file.read_bytes().decode("ascii") == next(iter(db.query("select message from outbox")))["message"]


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Make a certificate for this machine, signed by itself, with its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2100, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "localhost.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.fixture
def secured(certificate: Path) -> Iterator[Postbox]:
    box = Postbox()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=free_port(),
        tls_context=context,
        require_starttls=True,
        authenticator=box.authenticate,
        auth_required=True,
    )
    controller.start()
    box.smtp = Smtp(host="localhost", port=controller.port, starttls=True, username="scan", password="geheim")  # noqa: S106
    yield box
    controller.stop()


def test_it_logs_in_over_a_trusted_connection(
    filled: Any, db: Database, now: datetime, secured: Postbox, trusted: None
) -> None:
    put(db, now)
    wrong = replace(secured.smtp, password="fout")  # noqa: S106
    report = send_pending(db, wrong, now)
    assert "535" in report.postponed[0].reason
    assert "fout" not in report.postponed[0].reason + repr(wrong)
    assert send_pending(db, secured.smtp, now + DAY).sent == (1,)
    assert secured.logins[-1] == LoginPassword(login=b"scan", password=b"geheim")


def test_it_speaks_tls_from_the_first_byte_where_asked(
    filled: Any, now: datetime, certificate: Path, trusted: None
) -> None:
    box = Postbox()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    controller = Controller(box, hostname="127.0.0.1", port=free_port(), ssl_context=context)
    controller.start()
    put(filled.db, now)
    server = Smtp(host="localhost", port=controller.port, starttls=False, tls=True)
    assert send_pending(filled.db, server, now).sent == (1,)
    assert len(box.accepted) == 1
    put(filled.db, now, ANNA)
    wrong_name = replace(server, host="127.0.0.1")
    assert "certificate verify failed" in send_pending(filled.db, wrong_name, now).postponed[0].reason
    controller.stop()


def test_it_gives_no_password_to_a_server_it_cannot_trust(
    filled: Any, db: Database, now: datetime, secured: Postbox
) -> None:
    put(db, now)
    assert "certificate verify failed" in send_pending(db, secured.smtp, now).postponed[0].reason
    assert secured.logins == []


def test_it_gives_no_password_without_encryption(filled: Any, db: Database, now: datetime, postbox: Postbox) -> None:
    put(db, now)
    report = send_pending(db, replace(postbox.smtp, starttls=True), now)
    assert "STARTTLS" in report.postponed[0].reason


def test_a_preview_leaves_no_trace(filled: Any, db: Database, now: datetime) -> None:
    digest: Digest | None = select(db, JOS, now)
    assert digest == select(db, JOS, now)
    assert mails(db) == []


def test_a_refused_mail_waits_longer_every_time_but_never_over_a_night(
    filled: Any, db: Database, now: datetime, postbox: Postbox
) -> None:
    put(db, now)
    postbox.answers["RCPT"] = ["451 later"] * 100
    offered = []
    for minute in range(0, 60 * 40, 5):
        before = mails(db)[0].attempts
        send_pending(db, postbox.smtp, now + minute * MINUTE)
        offered += [minute] if mails(db)[0].attempts > before else []
    assert offered == [0, 10, 30, 70, 150, 310, 630, 1270, 1990]
    assert len(postbox.accepted) == 0
    # a clock that went back does not keep it waiting for ever
    postbox.answers["RCPT"] = ["250 OK"]
    assert send_pending(db, postbox.smtp, now - 365 * DAY).sent == (1,)


KILLED_AT = ("choose", "mark", "offer", "accepted")
KILL = """
import os, signal, sys
from datetime import datetime, timedelta
from pathlib import Path
import output.outbox, output.mail
from output.digest import Subscriber, select
from output.mail import MailSettings, Smtp
from output.outbox import enqueue, send_pending
from pipeline.database import open_database

step, database, port, address, moment = sys.argv[1:]
now = datetime.fromisoformat(moment)

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def killing(function):
    def then_die(*arguments, **named):
        function(*arguments, **named)
        die()
    return then_die

db = open_database(Path(database))
subscriber = Subscriber(name="Jos", address=address, gemeentecodes=("GM9901", "GM9902"), types=())
if step == "choose":
    output.outbox.send_pending = die
elif step == "mark":
    output.outbox._row = die
elif step == "offer":
    output.mail._hand_over = die
elif step == "accepted":
    output.mail._hand_over = killing(output.mail._hand_over)
digest = select(db, subscriber, now)
settings = MailSettings(sender="scan@mdt.example", reply_to="", domain="mdt.example")
enqueue(db, subscriber, digest, now, settings=settings)
output.outbox.send_pending(db, Smtp(host="127.0.0.1", port=int(port), starttls=False), now)
"""


@pytest.mark.parametrize("step", KILLED_AT)
def test_a_kill_at_any_step_tells_nothing_twice(
    filled: Any, now: datetime, postbox: Postbox, tmp_path: Path, step: str
) -> None:
    db: Database = filled.db
    arguments = [step, str(tmp_path / "radar.db"), str(postbox.smtp.port), JOS.address, now.isoformat()]
    done = subprocess.run([sys.executable, "-c", KILL, *arguments], env=os.environ, check=False)
    assert done.returncode == -signal.SIGKILL
    assert select(db, JOS, now + DAY) is None, "it is written down that these were told"
    report = send_pending(db, postbox.smtp, now + DAY)
    assert len(report.unknown) == (0 if step == "choose" else 1)
    assert len(postbox.accepted) == (1 if step in ("choose", "accepted") else 0)
    for trouble in report.unknown:
        retry(db, trouble.id)
    send_pending(db, postbox.smtp, now + 2 * DAY)
    assert len({message["Message-ID"] for _, message in postbox.accepted}) == 1
    assert mails(db)[0].state == "sent"


def test_a_month_of_trouble_tells_everything_once(filled: Any, db: Database, now: datetime, postbox: Postbox) -> None:
    """Greylisting, a refused recipient, cuts before and after DATA, a server that is down; then quiet."""
    down = Smtp(host="127.0.0.1", port=free_port(), starttls=False)
    names, unknown = ["A3", "A4"], set()
    for night in range(28):
        names.append(f"B{night:02}")
        filled.opportunity(names[-1], ("GM9901", "GM9902")[night % 2], deadline="2027-12-31")
        for who in (JOS, ANNA):
            put(db, now + night * DAY, who)
        if night % 5 == 1:
            postbox.answers[f"RCPT {JOS.address}"] = ["451 greylisted", "250 OK"]
        if night % 7 == 2:
            postbox.answers[f"RCPT {ANNA.address}"] = ["550 no such user", "250 OK"]
        postbox.cut += {3: ["DATA"], 4: ["RCPT"]}.get(night % 6, [])
        report = send_pending(db, down if night % 9 == 8 else postbox.smtp, now + night * DAY)
        unknown |= {trouble.id for trouble in report.unknown}
    send_pending(db, postbox.smtp, now + 28 * DAY)
    accepted = [str(message["Message-ID"]) for _, message in postbox.accepted]
    assert len(accepted) == len(set(accepted)), "no message twice"
    rows = list(db.query("select id, subscriber, message_id, state, message from outbox"))
    refused = {row["message_id"] for row in rows if row["state"] == "failed"}
    assert len(refused) == 4
    assert {row["id"] for row in rows if row["state"] == "sending"} == unknown != set()
    assert set(accepted) == {row["message_id"] for row in rows} - refused
    for who in (JOS, ANNA):
        texts = [read_plain(row["message"]) for row in rows if row["subscriber"] == who.address]
        for name in names:
            assert sum(f"Nummer {name}." in text for text in texts) == 1, (who.name, name)


def read_plain(message: str) -> str:
    return bodies(BytesParser(EmailMessage, policy=policy.default).parsebytes(message.encode("ascii")))[0]
