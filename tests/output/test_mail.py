import re
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from output.calendar_file import CalendarEvent, calendar_file
from output.mail import AddressUnusable, EmlFolder, Letter, MailSettings, TransportDown, build_message, message_id

NOW = datetime(2026, 11, 24, 2, 15, tzinfo=ZoneInfo("UTC"))
SETTINGS = MailSettings(
    sender="MDT-scan <scan@mdt.example>", reply_to="Vragen <vragen@mdt.example>", domain="mdt.example"
)


def letter(**values: Any) -> Letter:
    standard: dict[str, Any] = {
        "name": "José Jansen",
        "address": "jose@mdt.example",
        "period": date(2026, 11, 24),
        "subject": "MDT-scan: 1 nieuwe kans in 1 gemeente (24 november 2026)",
        "text": "Plafond € 200.000\n.een punt aan het begin\n" + "lang " * 60 + "\n",
        "html": "<html><body><p>Plafond € 200.000</p></body></html>\n",
    }
    return Letter(**(standard | values))


def read(message: bytes) -> EmailMessage:
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(message)


def test_the_headers(golden: Callable[[str, str], None]) -> None:
    message = build_message(letter(), SETTINGS, NOW).as_bytes()
    headers = {name: str(value) for name, value in read(message).items()}
    assert headers == {
        "From": "MDT-scan <scan@mdt.example>",
        "To": "José Jansen <jose@mdt.example>",
        "Reply-To": "Vragen <vragen@mdt.example>",
        "List-Unsubscribe": "<mailto:vragen@mdt.example?subject=afmelden>",
        "Subject": "MDT-scan: 1 nieuwe kans in 1 gemeente (24 november 2026)",
        "Date": "Tue, 24 Nov 2026 03:15:00 +0100",
        "Message-ID": "<digest.0b33c3b8e020.2026-11-24@mdt.example>",
        "List-Id": "MDT-scan <mdt-scan.mdt.example>",
        "Auto-Submitted": "auto-generated",
        "Content-Language": "nl",
        "MIME-Version": "1.0",
        "Content-Type": headers["Content-Type"],
    }
    golden("message.eml", message.decode("ascii"))


def test_both_parts_come_back_whole() -> None:
    message = read(build_message(letter(), SETTINGS, NOW).as_bytes())
    assert message.get_content_type() == "multipart/alternative"
    plain, page = message.iter_parts()
    assert (plain.get_content_type(), page.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content().replace("\r\n", "\n") == letter().text
    assert page.get_content().replace("\r\n", "\n") == letter().html


def test_the_bytes_are_the_same_every_time_and_fit_the_wire() -> None:
    message = build_message(letter(), SETTINGS, NOW).as_bytes()
    assert message == build_message(letter(), SETTINGS, NOW).as_bytes()
    assert message.isascii()
    assert all(len(line) <= 78 for line in message.split(b"\r\n"))
    assert b"\n" not in message.replace(b"\r\n", b"")


def test_the_message_id_names_the_day_and_hides_the_address() -> None:
    one = message_id("jose@mdt.example", date(2026, 11, 24), "mdt.example")
    assert one == message_id("jose@mdt.example", date(2026, 11, 24), "mdt.example")
    assert one != message_id("jose@mdt.example", date(2026, 11, 25), "mdt.example")
    assert one != message_id("anna@mdt.example", date(2026, 11, 24), "mdt.example")
    assert "jose" not in one


def test_without_an_address_to_answer_there_is_no_reply_to() -> None:
    message = build_message(letter(), MailSettings(sender="scan@mdt.example", reply_to="", domain="mdt.example"), NOW)
    assert message["Reply-To"] is None
    assert message["List-Unsubscribe"] is None


def test_a_name_cannot_add_a_header() -> None:
    hostile = "Jos\r\nBcc: iedereen@elders.example\r\n\r\n<script>"
    message = read(build_message(letter(name=hostile, subject=f"MDT-scan {hostile}"), SETTINGS, NOW).as_bytes())
    assert message["Bcc"] is None
    assert [address.addr_spec for address in message["To"].addresses] == ["jose@mdt.example"]
    assert str(message["Subject"]) == "MDT-scan Jos Bcc: iedereen@elders.example <script>"


@given(st.text(), st.text())
def test_no_text_breaks_the_headers(name: str, subject: str) -> None:
    message = read(build_message(letter(name=name, subject=subject), SETTINGS, NOW).as_bytes())
    assert [address.addr_spec for address in message["To"].addresses] == ["jose@mdt.example"]
    assert message["Bcc"] is None
    assert message.get_content_type() == "multipart/alternative"
    assert message["Content-Language"] == "nl"


@pytest.mark.parametrize(
    "address", ["jos", "", "josé@mdt.example", "jos@mdt.example\r\nBcc: x@y.example", "a b@mdt.example", "@", "a@b@c"]
)
def test_an_unusable_address_is_told(address: str) -> None:
    with pytest.raises(AddressUnusable, match="cannot be used as a mail address"):
        build_message(letter(address=address), SETTINGS, NOW)


def test_the_folder_gets_one_file_per_message(tmp_path: Path) -> None:
    folder = EmlFolder(tmp_path / "mail")
    message = build_message(letter(), SETTINGS, NOW).as_bytes()
    for _ in range(2):
        folder.send(message, "scan@mdt.example", "jose@mdt.example")
    file = tmp_path / "mail" / "digest.0b33c3b8e020.2026-11-24.eml"
    assert list((tmp_path / "mail").iterdir()) == [file]
    assert file.read_bytes() == message


def test_a_file_stays_in_the_folder(tmp_path: Path) -> None:
    settings = MailSettings(sender="scan@mdt.example", reply_to="", domain="mdt.example")
    message = build_message(letter(), settings, NOW).as_bytes().replace(b"<digest.", b"<../../digest.")
    EmlFolder(tmp_path / "mail").send(message, "scan@mdt.example", "jose@mdt.example")
    assert [file.parent.name for file in tmp_path.rglob("*.eml")] == ["mail"]


def test_a_folder_that_cannot_be_written_is_down(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("no folder", encoding="utf-8")
    with pytest.raises(TransportDown, match="mail: "):
        EmlFolder(tmp_path / "mail").send(b"Message-ID: <a@b>\r\n\r\n", "a@b.example", "c@d.example")
    assert stat.S_ISREG((tmp_path / "mail").stat().st_mode)


def test_one_click_unsubscribes_where_an_address_is_configured() -> None:
    one_click = MailSettings(
        sender="scan@mdt.example",
        reply_to="vragen@mdt.example",
        domain="mdt.example",
        unsubscribe_url="https://scan.mdt.example/afmelden/{token}",
        secret="geheim",  # noqa: S106
    )
    message = read(build_message(letter(), one_click, NOW).as_bytes())
    web, mail = str(message["List-Unsubscribe"]).strip().split(", ")
    assert re.fullmatch(r"<https://scan\.mdt\.example/afmelden/[0-9a-f]{32}>", web)
    assert mail == "<mailto:vragen@mdt.example?subject=afmelden>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    tokens = {one_click.unsubscribe_link(address) for address in ("jose@mdt.example", "anna@mdt.example")}
    tokens.add(replace(one_click, secret="anders").unsubscribe_link("jose@mdt.example"))  # noqa: S106
    assert len(tokens) == 3
    assert "geheim" not in repr(one_click)
    only_web = read(build_message(letter(), replace(one_click, reply_to=""), NOW).as_bytes())
    assert str(only_web["List-Unsubscribe"]).strip() == web


def test_a_calendar_is_a_file_and_no_invitation() -> None:
    event = CalendarEvent(uid="A3-sluiting@kansenradar", sequence=0, day=date(2026, 12, 31), summary="Sluit: € " * 20)
    calendar = calendar_file([event], NOW, name="MDT-scan")
    whole = build_message(letter(calendar=calendar), SETTINGS, NOW).as_bytes()
    assert whole == build_message(letter(calendar=calendar), SETTINGS, NOW).as_bytes()
    assert all(len(line) <= 78 for line in whole.split(b"\r\n"))
    message = read(whole)
    assert message.get_content_type() == "multipart/mixed"
    assert message["Content-Language"] == "nl"
    bodies, attached = message.iter_parts()
    assert bodies.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in bodies.iter_parts()] == ["text/plain", "text/html"]
    assert (attached.get_content_type(), attached.get_param("method")) == ("text/calendar", "PUBLISH")
    assert (attached.get_content_disposition(), attached.get_filename()) == ("attachment", "mdt-scan.ics")
    assert attached.get_content().replace("\r\n", "\n") == calendar.replace("\r\n", "\n")
