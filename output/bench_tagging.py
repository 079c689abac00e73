"""Tagging with everything against the text transform that everybody begins with, in CPU time of one core."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from models.labelled import LABELLED, load_labelled
from models.records import Text
from models.tagger import Tagger, load_tagger
from models.taxonomy import load_taxonomy

ROUNDS = 3
WORKER = "from output.bench_tagging import worker_memory; print(worker_memory())"
TRANSFORMS: tuple[dict[str, Any], ...] = (
    {"analyzer": "char_wb", "ngram_range": (2, 5)},
    {"analyzer": "word", "ngram_range": (1, 2)},
)
"""TF-IDF over characters and words, as scikit-learn does it."""


def tagging() -> list[str]:
    """Measure speed and memory on the labelled passages; the best of a few rounds, as other work only slows down."""
    texts = stream()
    transform = _transform(texts)
    ratios, rates = [], []
    for _ in range(ROUNDS):
        tagger = load_tagger()
        tagger.tag(texts[::2])  # a night is long: most words have been seen before
        plain, ours = _cpu(transform), _cpu(lambda tagger=tagger: tagger.tag(texts))  # type: ignore[misc]
        ratios.append(ours / plain)
        rates.append(len(texts) / ours)
    memory = subprocess.run([sys.executable, "-c", WORKER], check=True, capture_output=True, text=True)  # noqa: S603
    return [
        f"tagging, passages              {max(rates):6.0f} a second of CPU ({len(texts)} passages)",
        f"tagging, all labels            {min(ratios):6.2f} x the CPU of the character and word transform alone",
        f"tagging, memory of a worker    {int(memory.stdout):6d} MB",
    ]


def stream() -> list[Text]:
    """Give the labelled passages as they come in a council's papers: one in twenty is an opportunity or a threat."""
    passages = load_labelled(LABELLED, load_taxonomy())
    telling = [one for one in passages if one.opportunity or "threat" in one.signals]
    plain = [one for one in passages if one not in telling]
    return [one.passage for one in (*plain, *telling[: len(plain) // 19])]


def worker_memory() -> int:
    """Tag in this process and give its highest use of memory in MB."""
    tagger: Tagger = load_tagger()
    tagger.tag(stream())
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _transform(texts: Sequence[Text]) -> Callable[[], object]:
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

    documents = [f"{text.title} {text.heading} {text.text}".lower() for text in texts]
    fitted = [TfidfVectorizer(sublinear_tf=True, min_df=2, **how).fit(documents) for how in TRANSFORMS]
    return lambda: [one.transform(documents) for one in fitted]


def _cpu(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
