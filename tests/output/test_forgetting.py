from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from output.digest import Subscriber, select
from output.forgetting import forget_mails
from output.mail import EmlFolder, MailSettings
from output.outbox import UnknownMail, enqueue, mails, retry, send_pending
from pipeline.forgetting import Forgetting

JOS = Subscriber(name="Jos", address="jos@mdt.example", gemeentecodes=("GM9901", "GM9902"), types=())
SETTINGS = MailSettings(sender="MDT-scan <scan@mdt.example>", reply_to="", domain="mdt.example")
A3 = Forgetting(keys=("notubiz:9901:A3",), contents=(), opportunities=("A3",), related=())
DAY = timedelta(days=1)
Put = Callable[[datetime], int]


@pytest.fixture
def put(rows: Any, db: Database) -> Put:
    rows.opportunity("A3", title="Verzoek Kwikstaartlaan")
    rows.opportunity("A4", "GM9902")

    def one(moment: datetime) -> int:
        digest = select(db, JOS, moment)
        assert digest is not None
        number = enqueue(db, JOS, digest, moment, settings=SETTINGS)
        assert number is not None
        return number

    return one


def test_a_waiting_mail_is_made_anew_without_it(put: Put, db: Database, now: datetime, tmp_path: Path) -> None:
    put(now)
    assert forget_mails(db, EmlFolder(tmp_path / "mail"), A3) == 1
    assert mails(db) == []
    db.execute("update opportunities set closed = 'weg' where id = 'A3'")
    put(now)
    assert send_pending(db, EmlFolder(tmp_path / "mail"), now).sent
    told = next((tmp_path / "mail").iterdir()).read_text(encoding="ascii")
    assert "Nummer A4." in told
    assert "Kwikstaartlaan" not in told


@pytest.mark.parametrize("state", ["sent", "sending", "failed"])
def test_a_mail_that_may_have_gone_keeps_its_row_without_text(
    put: Put, db: Database, now: datetime, tmp_path: Path, state: str
) -> None:
    folder = EmlFolder(tmp_path / "mail")
    number = put(now)
    send_pending(db, folder, now)
    db.execute("update opportunities set facts = '2' where id = 'A4'")
    other = put(now + DAY)
    send_pending(db, folder, now + DAY)
    db.execute("update outbox set state = ? where id = ?", [state, number])
    assert forget_mails(db, folder, A3) == 1
    kept = {row["id"]: row["message"] for row in db.query("select id, message from outbox")}
    assert kept[number] == ""
    assert "Nummer A4." in kept[other]
    assert [mail.state for mail in mails(db)] == ["sent" if state == "sent" else "failed", "sent"]
    assert len(list((tmp_path / "mail").iterdir())) == 1
    assert select(db, JOS, now + 2 * DAY) is None, "nothing of that mail is told twice"
    with pytest.raises(UnknownMail, match="forgotten"):
        retry(db, number)
    assert send_pending(db, folder, now + 2 * DAY).sent == ()
