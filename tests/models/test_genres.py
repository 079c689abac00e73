import pytest

from models.genres import genre_of


@pytest.mark.parametrize(
    ("title", "hints", "genre"),
    [
        ("Raadsvoorstel Vrijwilligersnota Samen doen", [], "raadsvoorstel"),
        ("Rectificatie Subsidieregeling Buurtfonds 2027", [], "subsidieregeling"),
        ("Vaststelling subsidieplafonds 2027", [], "aanwijzingsbesluit"),
        ("Openbare besluitenlijst B&W 17 november", [], "besluitenlijst"),
        ("Beleidsregel Social Return", [], "beleidsnota"),
        ("26-114 Stuk zonder naam", ["Motie"], "motie"),
        ("Kaart van het plangebied", ["Document", "Bestuursdocumenten"], "bijlage"),
    ],
)
def test_the_first_telling_word_gives_the_genre(title: str, hints: list[str], genre: str) -> None:
    assert genre_of(title, hints=hints) == genre
