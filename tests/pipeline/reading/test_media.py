from pathlib import Path

import pytest

from pipeline.reading import media
from pipeline.reading.media import media_type, media_type_of


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", media.EMPTY),
        (b"%PDF-1.7\n...", media.PDF),
        (b"\x00junk HTTP/1.1 200 OK\r\n" * 40 + b"%PDF-1.4", media.PDF),
        (b"x" * 1024 + b"%PDF-1.4", media.PDF),
        (b"x" * 1100 + b"%PDF-1.4", media.TEXT),
        (b"<html><body><p>Dit is geen %PDF-1.4</p></body></html>", media.HTML),
        (b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml ... word/document.xml", media.DOCX),
        (b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml ... xl/workbook.xml", media.XLSX),
        (b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.textPK", media.ODT),
        (b"PK\x03\x04" + b"\0" * 26 + b"bijlagen/1.pdf", media.ZIP),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), media.DOC),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), media.XLS),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), media.OLE_ENCRYPTED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", media.OLE),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"II*\x00", "image/tiff"),
        (b"RIFF\x00\x00\x00\x00WEBP", "image/webp"),
        (b"{\\rtf1\\ansi", "application/rtf"),
        (b"<!DOCTYPE html>\n<!-- x --><html><body>", media.HTML),
        (b"\xef\xbb\xbf  <HTML>", media.HTML),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'>", media.HTML),
        (b"<div><p>een</p><p>twee</p></div>", media.HTML),
        (b"<?xml version='1.0'?><!-- c --><officiele-publicatie>", media.GEMEENTEBLAD),
        (b"<?xml version='1.0'?><op:officiele-publicatie xmlns:op='x'>", media.GEMEENTEBLAD),
        (b"<cvdr xmlns='http://standaarden.overheid.nl/cvdr/terms/'>", media.CVDR),
        (b"<?xml version='1.0'?><feed><div>a</div></feed>", media.XML),
        ("Verslag over coördinatie < 5 jaar".encode("windows-1252"), media.TEXT),
        ("\ufeffVerslag".encode("utf-16"), media.TEXT),
        (bytes(range(256)) * 20, media.BINARY),
    ],
)
def test_type_comes_from_the_content(content: bytes, expected: str) -> None:
    assert media_type(content) == expected


def test_central_directory_at_the_end_names_a_word_file(tmp_path: Path) -> None:
    path = tmp_path / "stuk.pdf"
    path.write_bytes(b"PK\x03\x04" + b"\0" * 200_000 + b"word/document.xml")
    assert media_type_of(path) == media.DOCX


def test_endless_comments_do_not_hang_the_parent() -> None:
    assert media_type(b"<!--" * 16_000) == media.TEXT
