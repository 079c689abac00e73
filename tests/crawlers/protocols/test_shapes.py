import pytest

from crawlers.protocols.shapes import Unread, read_each, reason


def test_one_entry_of_an_unknown_shape_does_not_stop_the_others() -> None:
    entries = [{"id": 1}, {}, {"id": 2}, None]
    assert list(read_each(entries, lambda entry: entry["id"])) == [  # type: ignore[index]
        1,
        Unread("KeyError: 'id'"),
        2,
        Unread("TypeError: 'NoneType' object is not subscriptable"),
    ]


def test_an_error_that_is_not_about_the_shape_goes_on() -> None:
    def full(entry: int) -> int:
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space"):
        list(read_each([1], full))


@pytest.mark.parametrize(
    ("error", "said"), [(KeyError("title"), "KeyError: 'title'"), (TimeoutError(), "TimeoutError")]
)
def test_a_reason_names_the_error(error: Exception, said: str) -> None:
    assert reason(error) == said
