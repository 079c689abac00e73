"""The operations of a content stream, by one regular expression; what is unusual is left to pdfminer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pdfminer.psparser import LIT

INLINE_IMAGE = b"inline image"
"""Stands for the operators that hold an image in the content itself."""

_SPACE = rb"\x00\t\n\x0c\r "
_END = rb"(?=[\x00\t\n\x0c\r ()<>\[\]{}/%]|\Z)"
_NUMBER = rb"[-+]?(?:\d+(?:\.\d*)?|\.\d+)"
_PLAIN = rb"\(([^()\\]*)\)"
_STRING = rb"\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.)*+\))*+\)"
_HEX = rb"<[0-9A-Fa-f\x00\t\n\x0c\r ]*+>"
_TOKEN = re.compile(
    rb"[%(s)b]*(?:(%(n)b)%(e)b|([A-Za-z'\"][A-Za-z0-9*'\"]*)%(e)b|%(p)b"
    rb"|\[((?:[^\[\]()<>%%]++|%(t)b|%(h)b)*+)\]|/([^%(s)b()<>\[\]{}/%%#]*)|(%(h)b)|(%(t)b)"
    rb"|(<<(?:[^()<>]++|%(t)b|%(h)b|<<(?:[^()<>]++|%(t)b|%(h)b)*+>>)*+>>)|%%[^\r\n]*|(\S))"
    % {b"s": _SPACE, b"n": _NUMBER, b"e": _END, b"p": _PLAIN, b"t": _STRING, b"h": _HEX},
    re.DOTALL,
)
_NUMBERS, _KEYWORD, _PLAINS, _ARRAY, _NAME, _HEXES, _STRINGS, _DICTIONARY, _STRANGE = range(1, 10)
_ITEM = re.compile(
    rb"[%(s)b]*(?:(%(n)b)|%(p)b|(%(h)b)|(%(t)b)|/([^%(s)b()<>\[\]{}/%%#]*)|(\S))"
    % {b"s": _SPACE, b"n": _NUMBER, b"p": _PLAIN, b"t": _STRING, b"h": _HEX},
    re.DOTALL,
)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|.))", re.DOTALL)
_ESCAPED = {
    b"b": b"\b", b"t": b"\t", b"n": b"\n", b"f": b"\f", b"r": b"\r", b"(": b"(", b")": b")", b"\\": b"\\",
}  # fmt: skip
_IMAGE_DATA = re.compile(rb"[\x00\t\n\x0c\r ]ID[\x00\t\n\x0c\r ]")
_IMAGE_END = re.compile(rb"EI(?=[\x00\t\n\x0c\r ]|\Z)")
_WORDS = {b"true": True, b"false": False}


class UnusualContentError(ValueError):
    """The stream holds something that only the full parser understands."""


def operations(content: bytes, wanted: Mapping[bytes, int], stack: list[Any]) -> Iterator[tuple[bytes, list[Any]]]:
    """Yield operators with their operands; `wanted` says how many each takes, others are passed over.

    As in pdfminer, operands that no operator takes stay on the stack for the next one.
    """
    position = 0
    while position < len(content):
        for token in _TOKEN.finditer(content, position):
            kind = token.lastindex
            if kind == _NUMBERS:
                stack.append(float(token[1]))
            elif kind == _KEYWORD:
                count = wanted.get(token[2], -1)
                if count > 0:
                    taken = stack[-count:]
                    del stack[-count:]
                    if len(taken) == count:
                        yield token[2], taken
                elif count == 0:
                    yield token[2], []
                elif token[2] == b"BI":
                    yield INLINE_IMAGE, []
                    position = _after_image(content, token.end())
                    break
                elif token[2] in _WORDS:
                    stack.append(_WORDS[token[2]])
            elif kind is not None:
                stack.append(_operand(token, kind))
        else:
            return


def _operand(token: re.Match[bytes], kind: int) -> Any:
    if kind == _PLAINS:
        return token[3]
    if kind == _ARRAY:
        return [*map(_item, _ITEM.findall(token[4]))]
    if kind == _NAME:
        return LIT(_text(token[5]))
    if kind == _HEXES:
        return _hex(token[6])
    if kind == _STRINGS:
        return _unescaped(token[7])
    if kind == _DICTIONARY:
        return {}
    raise UnusualContentError(f"{token[9]!r} at {token.start()}")


def _item(parts: tuple[bytes, ...]) -> Any:
    number, plain, digits, string, name, strange = parts
    if number:
        return float(number)
    if digits:
        return _hex(digits)
    if string:
        return _unescaped(string)
    if name:
        return LIT(_text(name))
    if strange:
        raise UnusualContentError(f"{strange!r} in an array")
    return plain


def _text(name: bytes) -> str | bytes:
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name


def _hex(token: bytes) -> bytes:
    try:
        return bytes.fromhex(token[1:-1].decode("ascii"))
    except ValueError as error:  # half a byte, which pdfminer takes for a small number
        raise UnusualContentError("half a byte") from error


def _unescaped(token: bytes) -> bytes:
    return _ESCAPE.sub(_character, token[1:-1]) if b"\\" in token else token[1:-1]


def _character(escape: re.Match[bytes]) -> bytes:
    if escape[1]:
        code = int(escape[1], 8)
        if code > 255:
            raise UnusualContentError(f"octal {escape[1]!r}")
        return bytes((code,))
    # pdfminer drops what it does not know after a backslash, line ends among them.
    return _ESCAPED.get(escape[2], b"")


def _after_image(content: bytes, start: int) -> int:
    data = _IMAGE_DATA.search(content, start)
    end = _IMAGE_END.search(content, data.end()) if data else None
    if end is None or b"85" in content[start : data.end() if data else start]:
        raise UnusualContentError("inline image")
    return end.end()
