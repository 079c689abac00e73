from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import finding
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Finding
from pipeline.scoring import Moment, Profile, score, weights

TODAY = date(2026, 11, 23)


def moment(published: date = TODAY, *, changed: bool = False, genre: str = "raadsvoorstel") -> Moment:
    return Moment(today=TODAY, published=published, changed=changed, genre=genre)


def points(name: str, **fields: object) -> int:
    return sum(part.points for part in score(finding(**fields), moment()).parts if part.name == name)


findings = st.builds(
    finding,
    type=st.sampled_from(["funding", "alignment", "threat"]),
    amount_eur=st.none() | st.integers(0, 10**8),
    deadline=st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    deadline_kind=st.sampled_from(["application", "participation", "validity"]),
    decision_date=st.none() | st.dates(date(2026, 1, 1), date(2028, 1, 1)),
    domains=st.lists(st.sampled_from(["jeugd", "mdt_kern", "veiligheid"]), unique=True).map(tuple),
    groups=st.lists(st.sampled_from(["jongeren_12_30", "not_mdt", "schulden"]), unique=True).map(tuple),
    roles=st.lists(st.sampled_from(["fund", "direct", "refer", "offer"]), unique=True).map(tuple),
    opening=st.sampled_from(["", "medium", "strong"]),
    applicants=st.sampled_from(["included", "excluded", "unknown"]),
    list_only=st.booleans(),
    stage=st.sampled_from([None, "startnotitie", "besluit", "uitvoering"]),
)


@given(found=findings, age=st.integers(-30, 400), changed=st.booleans())
def test_the_parts_add_up_to_a_score_between_0_and_100(found: object, age: int, changed: bool) -> None:
    scored = score(found, moment(TODAY - timedelta(days=age), changed=changed))  # type: ignore[arg-type]
    assert scored.score == sum(part.points for part in scored.parts)
    assert 0 <= scored.score <= 100
    assert scored.score >= weights()["bands"][scored.band]


@pytest.mark.parametrize("scale", ["funding", "alignment", "threat"])
def test_a_scale_can_reach_100(scale: str) -> None:
    table = {name: worth for name, worth in weights()[scale].items() if name != "fase_besloten"}
    assert sum(table.values()) == 100


@pytest.mark.parametrize(("days", "expected"), [(0, 20), (14, 20), (15, 15), (45, 15), (46, 10), (91, 5), (-1, 0)])
def test_a_near_deadline_counts_more_and_a_past_one_not(days: int, expected: int) -> None:
    assert points("moment", deadline=TODAY + timedelta(days=days), deadline_kind="application") == expected


def test_a_task_of_the_college_is_no_deadline_for_others() -> None:
    assert points("moment", deadline=TODAY + timedelta(days=7), deadline_kind="council_task") == 0


def test_a_threshold_is_no_money() -> None:
    assert points("geld", amount_eur=100_000, amount_kind="threshold") == 0
    assert points("geld", amount_eur=100_000, amount_kind="ceiling") == 15
    assert points("geld", amount_eur=None, max_per_application_eur=25_000) == 12


def test_a_list_is_worth_less() -> None:
    assert score(finding(list_only=True), moment()).score == score(finding(), moment()).score - 15


def test_a_coalition_agreement_does_not_age() -> None:
    old = TODAY - timedelta(days=200)
    names = [part.name for part in score(finding(), moment(old, genre="coalitieakkoord")).parts]
    assert "oud" not in names
    assert "oud" in [part.name for part in score(finding(), moment(old)).parts]


@given(found=findings, groups=st.frozensets(st.sampled_from(["schulden", "uitkering", "jongeren_12_30"])))
def test_a_profile_only_moves_the_parts_about_the_project(found: Finding, groups: frozenset[str]) -> None:
    own = {"domein", "doelgroep", "raakt_ons", "ander_domein", "andere_doelgroep", "andere_leeftijd", "ondergrens"}
    scored = score(found, moment(), Profile(groups=groups))
    everyone = score(found, moment())
    assert scored.score == sum(part.points for part in scored.parts)
    assert [p for p in scored.parts if p.name not in own] == [p for p in everyone.parts if p.name not in own]


def test_a_profile_without_wishes_scores_as_stored() -> None:
    assert score(finding(groups=("schulden",)), moment(), Profile()) == score(finding(groups=("schulden",)), moment())


def test_groups_bring_the_domains_where_they_are_at_home() -> None:
    assert Profile(groups=frozenset({"schulden"})).home == {"schulden_armoede"}
    assert Profile(groups=frozenset({"schulden", "jongeren_12_30"})).home == frozenset()
    assert Profile(groups=frozenset({"schulden"}), domains=frozenset({"sport"})).home == {"sport"}


def test_what_is_outside_the_profile_drops_and_says_why() -> None:
    debts = Profile(groups=frozenset({"schulden"}))
    about = finding(domains=("schulden_armoede",), groups=("schulden",))
    other = finding(domains=("sport",), groups=("jongeren_12_30",))
    assert score(about, moment(), debts).score > score(about, moment()).score
    parts = {part.name: part.points for part in score(other, moment(), debts).parts}
    assert (parts["ander_domein"], parts["andere_doelgroep"]) == (-20, -30)
    assert "doelgroep" not in parts


def test_mdt_itself_is_of_every_profile() -> None:
    scored = score(finding(domains=("mdt_kern",)), moment(), Profile(domains=frozenset({"sport"})))
    assert "ander_domein" not in {part.name for part in scored.parts}


@pytest.mark.parametrize(("ages", "points_off"), [((12, 17), -20), ((16, 20), 0), ((28, 30), -20), (None, 0)])
def test_other_ages_drop(ages: tuple[int, int] | None, points_off: int) -> None:
    titled = replace(moment(), title="Marktconsultatie re-integratie jongeren 18-27 jaar")
    parts = score(finding(), titled, Profile(ages=ages)).parts
    assert sum(part.points for part in parts if part.name == "andere_leeftijd") == points_off
