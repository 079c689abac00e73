from pipeline.detect.claims import Claims


def test_what_is_taken_stays_taken() -> None:
    claims = Claims(10, [(0, 2)])
    assert not claims.take(1, 3)
    assert claims.take(2, 5)
    assert not claims.take(4, 6)
    assert claims.take(5, 10)
