from datetime import date, timedelta

from builders import NOW, finding
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dossiers import group, lead, short_id
from pipeline.ties import Linked

TODAY = date(2026, 11, 24)


def linked(key: str, *ties: str, day: int = 1, system: str = "notubiz", valid_until: date | None = None) -> Linked:
    return Linked(
        key=key,
        system=system,
        ties=frozenset(ties),
        published=date(2026, 11, day),
        first_seen=NOW,
        changed_at=NOW,
        withdrawn=False,
        valid_until=valid_until,
    )


def keys(groups: list[list[Linked]]) -> list[list[str]]:
    return [[one.key for one in members] for members in groups]


def test_papers_are_joined_through_each_other() -> None:
    documents = [
        linked("gmb-1", "gmb-1", day=20),
        linked("gmb-2", "gmb-2", day=24),
        linked("cvdr-1", "CVDR9", "gmb-1", day=20),
        linked("cvdr-2", "CVDR9", "gmb-2", day=24),
        linked("other", "x", day=1),
    ]
    assert keys(group(documents)) == [["other"], ["cvdr-1", "gmb-1", "cvdr-2", "gmb-2"]]


@given(
    ties=st.lists(st.sets(st.integers(0, 6), min_size=1, max_size=3), max_size=8),
    order=st.randoms(use_true_random=False),
)
def test_groups_do_not_depend_on_the_order_and_lose_nobody(ties: list[set[int]], order: object) -> None:
    documents = [linked(f"d{number}", *map(str, tie)) for number, tie in enumerate(ties)]
    shuffled = list(documents)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    groups = group(documents)
    assert keys(groups) == keys(group(shuffled))
    assert sorted(one.key for members in groups for one in members) == sorted(one.key for one in documents)
    for members in groups:
        outside = [one for one in documents if one not in members]
        assert all(one.ties.isdisjoint(other.ties) for one in members for other in outside)


def test_the_newest_valid_paper_stands_for_the_matter() -> None:
    old = linked("cvdr-1", "w", day=20, system="cvdr", valid_until=TODAY)
    new = linked("cvdr-2", "w", day=24, system="cvdr")
    rectification = linked("gmb-2", "w", day=24, system="bekendmakingen")
    found = {key: finding(key) for key in ("cvdr-1", "cvdr-2", "gmb-2")}
    assert lead([old, new, rectification], found, TODAY) == found["cvdr-2"]
    assert lead([old], found, TODAY) is None
    assert lead([old], found, TODAY - timedelta(days=1)) == found["cvdr-1"]
    assert lead([new], {}, TODAY) is None


def test_an_id_is_short_stable_and_its_own() -> None:
    first = short_id("GM9901", "notubiz:9901:1", set())
    assert len(first) == 5
    assert first == short_id("GM9901", "notubiz:9901:1", {"OTHER"})
    second = short_id("GM9901", "notubiz:9901:1", {first})
    assert second.startswith(first)
    assert len(second) == 6
