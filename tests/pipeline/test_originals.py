from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pipeline.originals import Originals


@given(body=st.binary(max_size=2000))
def test_bytes_come_back_by_their_hash(tmp_path_factory, body: bytes) -> None:
    originals = Originals(tmp_path_factory.mktemp("originals"))
    assert originals.path(originals.save(body)).read_bytes() == body
    assert originals.save(body) == originals.save(body)


def test_sweep_removes_only_what_an_interrupted_run_left(tmp_path: Path) -> None:
    originals = Originals(tmp_path)
    kept, stray = originals.save(b"kept"), originals.save(b"stray")
    part = originals.path(kept).parent / ".part-abc"
    part.write_bytes(b"half")
    assert originals.sweep({kept}) == 2
    assert originals.path(kept).exists()
    assert not originals.path(stray).exists()
    assert not part.exists()
    assert originals.sweep({kept}) == 0
