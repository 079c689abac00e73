from collections import Counter

from builders import NOW, document, source
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from pipeline.database import open_database
from pipeline.ledger import close_interrupted, pending, previous_state
from pipeline.records import Municipality, Outcome
from pipeline.runs import start_run
from pipeline.store import Store

STATES = ("stored", "unchanged", "refused", "failed", "retry_later", "gone")


def discover(store: Store, key: str) -> str:
    one = document(key)
    store.save_document(one)
    assert store.ledger.discover(one.url, source_id=one.source_id, kind="document", document_key=key)
    return one.url


def end(url: str, state: str) -> Outcome:
    return Outcome(url=url, source_id="GM9901:notubiz", state=state, reason="because")  # type: ignore[arg-type]


def test_a_url_is_discovered_once_per_run(store: Store) -> None:
    url = discover(store, "notubiz:9901:1")
    assert not store.ledger.discover(url, source_id="GM9901:notubiz", kind="document")


def test_the_first_end_counts(store: Store) -> None:
    url = discover(store, "notubiz:9901:1")
    store.ledger.finish(end(url, "stored"))
    store.ledger.finish(end(url, "failed"))
    assert previous_state(store.database, url) == "stored"


@settings(max_examples=25)
@given(data=st.data())
def test_the_states_add_up_to_the_discovered_urls(tmp_path_factory, data: DataObject) -> None:
    database = open_database(tmp_path_factory.mktemp("ledger") / "radar.db")
    store = Store(database, start_run(database, started=NOW, now=NOW), NOW)
    store.save_sources([Municipality(code="GM9901", name="Havenstede", province="Zuid-Maren")], [source()])
    ends = data.draw(st.lists(st.sampled_from([*STATES, None]), max_size=12))
    for number, state in enumerate(ends):
        url = discover(store, f"notubiz:9901:{number}")
        if state is not None:
            store.ledger.finish(end(url, state))
    dropped = store.ledger.close("no answer came")
    assert dropped == ends.count(None)
    expected = Counter(state or "retry_later" for state in ends)
    assert store.ledger.sums() == dict(expected)
    database.close()


def test_what_a_killed_run_left_is_tried_again(store: Store) -> None:
    url = discover(store, "notubiz:9901:1")
    next_run = start_run(store.database, started=NOW, now=NOW)
    assert close_interrupted(store.database, before_run=next_run, now=NOW) == 1
    left = pending(store.database, ["GM9901:notubiz"])
    assert [(one.url, one.document_key, one.revision) for one in left] == [(url, "notubiz:9901:1", "1")]
    assert pending(store.database, ["GM9902:go"]) == []
