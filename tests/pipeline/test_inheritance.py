import json
from dataclasses import replace
from datetime import date

from builders import finding

from pipeline.inheritance import disinherit, inherit
from pipeline.records import Evidence, Finding

TODAY = date(2026, 11, 24)
PROOF = Evidence(field="deadline", value="2027-02-12", quote="Aanvragen kan tot 12 februari 2027.", page=3)


def old(**fields: object) -> Finding:
    standard = {
        "deadline": date(2027, 2, 12),
        "deadline_kind": "application",
        "opening": "strong",
        "evidence": (PROOF,),
        "amount_eur": 300_000,
    }
    return finding("gmb-1", **(standard | fields))


def rules(one: Finding) -> list[str]:
    return list(json.loads(one.explanation).get("rules", []))


def test_a_new_version_takes_over_what_it_does_not_repeat() -> None:
    new = inherit(finding("gmb-2", amount_eur=350_000), old(), TODAY)
    assert (new.deadline, new.deadline_kind, new.opening) == (date(2027, 2, 12), "application", "strong")
    assert new.amount_eur == 350_000
    assert new.evidence == (replace(PROOF, document_key="gmb-1"),)
    assert rules(new) == ["earlier_deadline", "earlier_opening"]


def test_what_a_version_states_itself_stays() -> None:
    own = finding("gmb-2", deadline=date(2027, 2, 19), deadline_kind="application", opening="medium")
    assert inherit(own, old(), TODAY) == own


def test_nothing_is_taken_over_that_no_longer_holds() -> None:
    own = finding("gmb-2", opening="strong")
    assert inherit(own, old(), date(2027, 2, 13)) == own
    assert inherit(own, old(deadline_kind="decision"), TODAY) == own
    assert inherit(own, old(type="alignment"), TODAY) == own
    closed = replace(own, state="closed")
    assert inherit(closed, old(), TODAY) == closed
    assert inherit(own, None, TODAY) == own


def test_taking_over_twice_is_the_same_as_once_and_can_be_undone() -> None:
    own = finding("gmb-2", explanation=json.dumps({"hits": [], "features": [], "rules": ["can_apply"]}))
    new = inherit(own, old(), TODAY)
    assert inherit(new, old(), TODAY) == new
    assert inherit(new, None, TODAY) == disinherit(new) == own
    third = inherit(finding("gmb-3"), new, TODAY)
    assert third.evidence == (replace(PROOF, document_key="gmb-1"),)
