from __future__ import annotations

import pytest

from pipeline.passage_kind import passage_kind

BODY = "Het college stelt de raad voor om het jongerenwerk in de wijk Noord met twee jaar te verlengen en te evalueren."


@pytest.mark.parametrize(
    ("text", "around", "kind"),
    [
        (BODY, {}, "body"),
        ("3.2 Subsidie voor jongereninitiatieven ........ 17", {}, "contents_line"),
        ("2.6 Subsidie voor makers en festivals 19", {"heading": "Inhoud"}, "contents_line"),
        ("7. Voortgang aanpak schooluitval", {"title": "Agenda raad 4 mei", "genre": "agenda"}, "agenda_line"),
        ("Jongerenwerk | 2027: 110 | 2028: 110", {}, "table_row"),
        ("- een plan voor de jeugd op te stellen;", {}, "list_item"),
        ("Hoogachtend, de burgemeester van Veldhorst", {}, "signature"),
        ("Tegen dit besluit kunt u binnen zes weken bezwaar maken bij het college.", {}, "boilerplate"),
        ("Jongere: inwoner van 12 tot en met 27 jaar.", {"heading": "Artikel 1 Begripsbepalingen"}, "definition"),
    ],
)
def test_the_text_alone_tells_its_kind(text: str, around: dict[str, str], kind: str) -> None:
    assert passage_kind(text, **around) == kind
