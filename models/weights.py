"""The file of the fitted weights: plain arrays, so that nothing in it can be run."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from models.estimator import Weights

_ARRAYS = ("characters", "character_weights", "words", "word_weights", "coefficients", "intercepts")


class NoWeightsError(ValueError):
    """Bytes that are no file of weights; the message says why."""


def packed(weights: Weights) -> bytes:
    """Write weights as bytes; the same weights give the same bytes."""
    import numpy  # noqa: PLC0415

    body = io.BytesIO()
    numpy.savez_compressed(
        body,
        characters=_text(weights.characters),
        character_weights=numpy.array([*weights.characters.values()], dtype=numpy.float32),
        words=_text(weights.words),
        word_weights=numpy.array([*weights.words.values()], dtype=numpy.float32),
        coefficients=weights.coefficients,
        intercepts=weights.intercepts,
    )
    return body.getvalue()


def unpacked(body: bytes, *, features: int, labels: int) -> Weights:
    """Read weights for a number of vocabulary features and labels; raises `NoWeightsError`."""
    import numpy  # noqa: PLC0415

    try:
        with numpy.load(io.BytesIO(body), allow_pickle=False) as file:
            if sorted(file.files) != sorted(_ARRAYS):
                raise NoWeightsError(f"holds {', '.join(file.files)}")
            arrays = {name: file[name] for name in _ARRAYS}
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, AttributeError) as error:
        raise NoWeightsError(str(error)) from error
    kinds = {name: array.dtype.kind for name, array in arrays.items()}
    if kinds != {name: "u" if name in ("characters", "words") else "f" for name in _ARRAYS}:
        raise NoWeightsError(f"types {kinds}")
    weights = Weights(
        characters=_table(arrays["characters"], arrays["character_weights"]),
        words=_table(arrays["words"], arrays["word_weights"]),
        coefficients=arrays["coefficients"],
        intercepts=arrays["intercepts"],
    )
    rows = len(weights.characters) + len(weights.words) + features
    if weights.coefficients.shape != (rows, labels) or weights.intercepts.shape != (labels,):
        raise NoWeightsError(f"coefficients {weights.coefficients.shape} for {rows} features and {labels} labels")
    return weights


def _text(ngrams: dict[str, float]) -> Any:
    import numpy  # noqa: PLC0415

    return numpy.frombuffer("\n".join(ngrams).encode(), dtype=numpy.uint8)


def _table(text: Any, weights: Any) -> dict[str, float]:
    try:
        return dict(zip(text.tobytes().decode().split("\n"), weights.tolist(), strict=True))
    except (UnicodeDecodeError, ValueError, TypeError) as error:
        raise NoWeightsError(f"n-grams: {error}") from error
