import pytest

from pipeline.reading.encoding import decode

TEXT = "coördinatie ‘wijk’ € 5.000"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (TEXT.encode(), TEXT),
        (TEXT.encode("utf-8-sig"), TEXT),
        (TEXT.encode("utf-16"), TEXT),
        (TEXT.encode("utf-16-le"), TEXT),
        (TEXT.encode("windows-1252"), TEXT),
        (b'<meta charset="utf-8">' + TEXT.encode("windows-1252"), '<meta charset="utf-8">' + TEXT),
        (b'<meta charset="iso-8859-1">' + TEXT.encode(), '<meta charset="iso-8859-1">' + TEXT),
        (TEXT.encode() + "é".encode("windows-1252"), TEXT + "é"),
        (b'<?xml encoding="ISO-8859-15"?>\xa4', '<?xml encoding="ISO-8859-15"?>€'),
        (b"\x81\x9d", "\ufffd\ufffd"),
        (b"", ""),
    ],
)
def test_bytes_are_what_they_are(content: bytes, expected: str) -> None:
    assert decode(content) == expected
