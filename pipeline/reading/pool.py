"""Read files in child processes: what a file does to its reader stays there."""

from __future__ import annotations

import stat
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import TracebackType

from pipeline.reading.assemble import reading_of
from pipeline.reading.child import Child, ChildLostError
from pipeline.reading.limits import Limits
from pipeline.reading.media import PDF, media_type_of
from pipeline.reading.wire import Answer, Task
from pipeline.records import Box, Reading

_ATTEMPTS = 2
_AHEAD = 2
"""Documents in the works per worker: no worker waits, and memory stays bounded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A file to read; `key` is the caller's own."""

    path: Path
    declared_type: str = ""
    key: str = ""
    title: str = ""
    """Its words count for every page."""


@dataclass(slots=True)
class _Progress:
    """A document of which ranges are being read."""

    request: Request
    media_type: str
    deadline: float
    answers: list[Answer] = field(default_factory=list)
    pending: int = 0
    is_careful: bool = False


class ReadingPool:
    """A few reading processes; use it as a context manager."""

    def __init__(self, *, workers: int = 2, limits: Limits | None = None) -> None:
        self.workers = workers
        self.limits = limits or Limits()
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="reading")
        self._idle: list[Child] = []
        self._children: set[Child] = set()
        self._lock = threading.Lock()
        self._is_closed = False

    def __enter__(self) -> ReadingPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def child_pids(self) -> tuple[int, ...]:
        """The process ids of the living children."""
        with self._lock:
            return tuple(child.pid for child in self._children)

    def close(self) -> None:
        """End the children, also in mid-task."""
        with self._lock:
            self._is_closed = True
            children = list(self._children)
        for child in children:
            child.kill()
        self._threads.shutdown(cancel_futures=True)
        for child in children:
            child.close()

    def read(
        self, path: Path, declared_type: str = "", *, title: str = "", deadline_seconds: float | None = None
    ) -> Reading:
        """Read one file; with a deadline, what is not read by then is left out."""
        request = Request(path=path, declared_type=declared_type, title=title)
        return next(self.read_many([request], deadline_seconds=deadline_seconds))[1]

    def picture(self, path: Path, number: int, *, dpi: int, marks: tuple[Box, ...] = ()) -> Answer:
        """Draw one page of a PDF as a PNG, with rectangles marked; the reason of the answer says why not."""
        task = Task(path=str(path.resolve()), media_type=PDF, pages=(number,), dpi=dpi, marks=marks)
        return self._threads.submit(self._answer, task, float("inf")).result()

    def read_many(
        self, requests: Iterable[Request], *, deadline_seconds: float | None = None
    ) -> Iterator[tuple[Request, Reading]]:
        """Yield the readings as they are ready; few documents are in memory at once."""
        waiting = iter(requests)
        running: dict[Future[Answer], _Progress] = {}
        try:
            while True:
                documents = {id(progress) for progress in running.values()}
                for request in islice(waiting, max(0, self.workers * _AHEAD - len(documents))):
                    yield from self._begin(request, deadline_seconds, running)
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield from self._advance(future, running)
        finally:
            for future in running:
                future.cancel()

    def _begin(
        self, request: Request, seconds: float | None, running: dict[Future[Answer], _Progress]
    ) -> Iterator[tuple[Request, Reading]]:
        deadline = time.monotonic() + seconds if seconds is not None else float("inf")
        try:
            # a pipe or a device would be read without end
            refusal = "" if stat.S_ISREG(request.path.stat().st_mode) else "not a regular file"
            media_type = "" if refusal else media_type_of(request.path)
        except OSError as fault:
            refusal = f"not there: {fault.strerror}"
        if refusal:
            yield request, reading_of("", [Answer(state="broken", reason=refusal)], self.limits)
            return
        progress = _Progress(request, media_type, deadline)
        self._submit(progress, running)

    def _advance(
        self, future: Future[Answer], running: dict[Future[Answer], _Progress]
    ) -> Iterator[tuple[Request, Reading]]:
        """Take an answer; ask for the pages that are left after the first one, give the reading after the last."""
        progress = running.pop(future)
        answer = future.result()
        progress.pending -= 1
        progress.answers.append(answer)
        if answer.is_fatal and progress.media_type == PDF and not (progress.is_careful or self._is_closed):
            progress.answers.clear()
            progress.is_careful = True
            self._submit(progress, running)
        for start in range(0, len(answer.left), self.limits.range_pages):
            self._submit(progress, running, answer.left[start : start + self.limits.range_pages])
        if not progress.pending:
            yield progress.request, self._reading(progress)

    def _submit(
        self, progress: _Progress, running: dict[Future[Answer], _Progress], pages: tuple[int, ...] = ()
    ) -> None:
        task = Task(
            path=str(progress.request.path.resolve()),
            media_type=progress.media_type,
            title=progress.request.title,
            pages=pages,
            is_careful=progress.is_careful,
        )
        running[self._threads.submit(self._answer, task, progress.deadline)] = progress
        progress.pending += 1

    def _reading(self, progress: _Progress) -> Reading:
        declared = progress.request.declared_type.partition(";")[0].strip().lower()
        remark = (
            f"declared as {declared}, is {progress.media_type}" if declared not in ("", progress.media_type) else ""
        )
        return reading_of(progress.media_type, progress.answers, self.limits, remark=remark)

    def _answer(self, task: Task, deadline: float) -> Answer:
        """Have a child do the task; when someone else killed it, have another one do it."""
        where = f"page {task.pages[0]}-{task.pages[-1]}: " if task.pages else ""
        loss: ChildLostError | None = None
        for _ in range(_ATTEMPTS):
            seconds = min(self.limits.wall_seconds, deadline - time.monotonic())
            if seconds <= 0:
                return Answer(state="timeout", reason=f"{where}no time left")
            child = self._child()
            try:
                answer = child.ask(task, seconds)
            except ChildLostError as error:
                self._forget(child)
                loss = error
                if not error.is_from_outside or self._is_closed:
                    break
                continue
            self._take_back(child, answer)
            return answer
        if loss is None:
            raise RuntimeError("no attempt was made")
        return Answer(state=loss.state, reason=where + loss.reason, is_fatal=not task.pages)

    def _take_back(self, child: Child, answer: Answer) -> None:
        if child.is_worn_out or answer.state == "out_of_memory":
            child.close()
            self._forget(child)
        else:
            with self._lock:
                self._idle.append(child)

    def _child(self) -> Child:
        with self._lock:
            if self._is_closed:
                raise ChildLostError("broken", "the pool is closed")
            if self._idle:
                return self._idle.pop()
            child = Child(self.limits)
            self._children.add(child)
            return child

    def _forget(self, child: Child) -> None:
        with self._lock:
            self._children.discard(child)
