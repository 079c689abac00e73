from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from output.config import Config, load_config
from output.context import Context
from output.digest import Subscriber, select, text
from output.matches import ranking_records, ranking_text
from output.profiles import Project, check_profiles, project, ranked
from output.queries import MatchFilter, UnknownValue, matches
from output.settings import ConfigError
from pipeline.scoring import Profile

TODAY = date(2026, 11, 23)
HEAD = 'data = "."\ncontact = "beheer@kansenradar.example"\nmunicipalities = ["Utrecht"]\n'
DEBTS = Project(profile=Profile(groups=frozenset({"schulden"})))


def config_of(folder: Path, table: str) -> Config:
    file = folder / "kansenradar.toml"
    file.write_text(f"{HEAD}\n[[profile]]\n{table}\n", encoding="utf-8")
    return load_config(file)


def ids(db: Database, wanted: Project, **chosen: Any) -> list[str]:
    return [row.id for row in ranked(db, MatchFilter(today=TODAY, **chosen), wanted).rows]


def page(rows: Any, name: str, text: str) -> None:
    """Give an opportunity a paper of its own with this text."""
    sha256 = name.lower().ljust(64, "0")
    rows.insert("contents", sha256=sha256, size=1, media_type="application/pdf")
    rows.insert("pages", sha256=sha256, number=1, method="pdfium", text=text, confidence=None)
    key = next(iter(rows.db.query("select document_key from opportunities where id = ?", [name])))["document_key"]
    moment = "2026-11-23T02:15:00Z"
    rows.insert(
        "versions", document_key=key, number=1, sha256=sha256, revision="", etag="", last_modified="", fetched_at=moment
    )


def test_a_full_profile_is_read(tmp_path: Path) -> None:
    table = """name = "Buurtkracht"
domains = ["sport"]
groups = ["schulden"]
ages = { from = 16, to = 27 }
municipalities = ["Alkmaar"]
goal = "geld"
own_names = ["Buurtkracht Alkmaar"]"""
    assert project(config_of(tmp_path, table), "BUURTKRACHT", TODAY) == Project(
        profile=Profile(domains=frozenset({"sport"}), groups=frozenset({"schulden"}), ages=(16, 27)),
        gemeentecodes=("GM0361", "PV:Noord-Holland", "RIJK"),
        types=("funding", "threat"),
        own_names=("Buurtkracht Alkmaar",),
    )


def test_a_region_stands_for_its_municipalities(tmp_path: Path) -> None:
    codes = project(config_of(tmp_path, 'name = "Zeeuws"\nregion = "provincie:Zeeland"'), "zeeuws", TODAY).gemeentecodes
    assert {"GM0718", "PV:Zeeland", "RIJK"} <= set(codes)
    assert "GM0361" not in codes


@pytest.mark.parametrize(
    ("line", "number", "key", "says"),
    [
        ('domains = ["sport", "voetbal"]', 7, "profile.0.domains", "voetbal"),
        ('groups = ["iedereen"]', 7, "profile.0.groups", "jongeren_12_30"),
        ('goal = "roem"', 7, "profile.0.goal", "geld"),
        ("ages = { from = 27, to = 12 }", 7, "profile.0.ages", "comes after"),
        ('region = "Atlantis"', 7, "profile.0.region", "Atlantis"),
        ('municipalities = ["Utrect"]', 7, "profile.0.municipalities", "Utrecht"),
        ('own_names = ["MDT"]', 7, "profile.0.own_names", "at least 4"),
        ('region = "Zeeland"\nmunicipalities = ["Alkmaar"]', 5, "profile.0", "not both"),
    ],
)
def test_a_wrong_profile_is_named_with_file_line_and_key(
    tmp_path: Path, line: str, number: int, key: str, says: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        check_profiles(config_of(tmp_path, f'name = "A"\n{line}'), TODAY)
    assert str(caught.value).startswith(f"{tmp_path / 'kansenradar.toml'}, line {number}: {key}")
    assert says in str(caught.value)


def test_two_profiles_have_two_names(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"profile: .*'a' is used 2 times"):
        config_of(tmp_path, 'name = "A"\n[[profile]]\nname = "a"')


def test_an_unknown_profile_is_told_with_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(UnknownValue, match="choose from A"):
        project(config_of(tmp_path, 'name = "A"'), "B", TODAY)


def test_a_profile_that_wishes_nothing_keeps_the_order(corpus: Any, db: Database) -> None:
    assert set(ids(db, Project(profile=Profile()))) == {row.id for row in matches(db, MatchFilter(today=TODAY))}


def test_scores_and_bands_are_those_of_the_project(rows: Any, db: Database) -> None:
    rows.opportunity("SPORT", domains=["sport"], score=90)
    rows.opportunity("DEBTS", domains=["schulden_armoede"], groups=["schulden"], score=40)
    first, second = ranked(db, MatchFilter(today=TODAY), DEBTS).rows
    assert (first.id, second.id) == ("DEBTS", "SPORT")
    for row in (first, second):
        assert row.score == sum(part.points for part in row.reasons)
    assert ids(db, DEBTS, band=(second.band,)) == ["SPORT"]


def test_place_and_goal_hold_where_the_filter_is_silent(corpus: Any, db: Database) -> None:
    wanted = Project(profile=Profile(), gemeentecodes=("GM9901", "GM9903"), types=("funding",))
    assert set(ids(db, wanted)) == {"HSAA3", "HSBB6", "DMDD4"}
    assert ids(db, wanted, gemeentecodes=("GM9906",)) == ["KRHH2"]
    assert ids(db, wanted, types=("threat",)) == ["DMEE5"]


def test_a_paper_that_names_the_project_is_always_told_and_first(corpus: Any, db: Database) -> None:
    page(corpus, "RBGG3", "De subsidie aan Local\nHeroes stopt.")
    page(corpus, "VHCC2", "Lokale helden, of local-heroes.")
    wanted = Project(profile=Profile(), gemeentecodes=("GM9901",), types=("funding",), own_names=("Local Heroes",))
    chosen = MatchFilter(today=TODAY)
    ranking = ranked(db, chosen, wanted)
    assert ranking.rows[0].id == "RBGG3"
    assert set(ids(db, wanted)) == {"RBGG3", "HSAA3", "HSBB6"}
    assert ranking.named == {"RBGG3": "Local Heroes"}
    assert '    Noemt uw project: "Local Heroes"\n' in ranking_text(ranking, chosen).partition("\n\n")[0]
    assert [record["own_name"] for record in ranking_records(ranking)] == ["Local Heroes", None, None]


def test_nothing_for_a_project_says_what_to_do(db: Database) -> None:
    chosen = MatchFilter(today=TODAY)
    told = ranking_text(ranked(db, chosen, DEBTS), chosen)
    assert told == "Geen kansen gevonden. Zoek ruimer: verander --profiel, of laat dat weg."


def test_papers_without_an_opportunity_that_name_the_project_are_told_too(rows: Any, db: Database) -> None:
    rows.opportunity("A3", closed="samengevoegd")
    page(rows, "A3", "Met dank aan Local Heroes en Local Heroes.")
    chosen = MatchFilter(today=TODAY)
    ranking = ranked(db, chosen, Project(profile=Profile(), own_names=("Local Heroes", "Niemand hier")))
    (mention,) = ranking.elsewhere
    assert (mention.own_name, mention.gemeente, mention.page) == ("Local Heroes", "Havenstede", 1)
    told = ranking_text(ranking, chosen)
    assert told.startswith("Noemt uw project ook:\n    Subsidieregeling Jongereninitiatieven Havenstede 2027")
    assert told.endswith("    Bron: https://havenstede.example/stukken/7.pdf#page=1")
    elsewhere = MatchFilter(today=TODAY, gemeentecodes=("GM9902",))
    assert ranked(db, elsewhere, Project(profile=Profile(), own_names=("Local Heroes",))).elsewhere == ()


def test_a_digest_is_picked_and_scored_for_the_project_of_the_reader(corpus: Any, db: Database) -> None:
    page(corpus, "RBGG3", "De subsidie aan Local Heroes stopt.")
    wanted = Project(profile=DEBTS.profile, types=("funding",), own_names=("Local Heroes",))
    reader = Subscriber(
        name="Jos Jansen", address="jos@mdt.example", gemeentecodes=("GM9901", "GM9905"), types=(), project=wanted
    )
    digest = select(db, reader, datetime(2026, 11, 23, 6, tzinfo=UTC))
    assert digest is not None
    scores = {row.id: row.score for row in ranked(db, MatchFilter(today=TODAY), wanted).rows}
    assert {item.id: item.score for item in digest.items} == {
        name: scores[name] for name in ("RBGG3", "HSAA3", "HSBB6")
    }
    assert 'Noemt uw project "Local Heroes".' in text(digest)


def test_the_profile_of_a_subscriber_must_exist(tmp_path: Path) -> None:
    subscriber = 'name = "A"\naddress = "a@mdt.example"\nmunicipalities = ["all"]\nprofile = "Onbekend"'
    config = config_of(tmp_path, f'name = "Buurtkracht"\n[[subscriber]]\n{subscriber}')
    with pytest.raises(ConfigError, match=r"line 11: subscriber.0.profile: .*'Onbekend'.*Buurtkracht"):
        check_profiles(config, TODAY)


def test_a_subscriber_may_not_name_a_profile_where_there_are_none(tmp_path: Path) -> None:
    file = tmp_path / "kansenradar.toml"
    subscriber = 'name = "A"\naddress = "a@mdt.example"\nmunicipalities = ["all"]\nprofile = "Onbekend"'
    file.write_text(f"{HEAD}\n[[subscriber]]\n{subscriber}\n", encoding="utf-8")
    session = Context(config_file=file, database_file=None, now=datetime(2026, 11, 23, 6, tzinfo=UTC))
    with pytest.raises(ConfigError, match=r"subscriber.0.profile: .*has no \[\[profile\]\]"):
        _ = session.config
