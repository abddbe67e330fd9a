"""Search an index: the public face for programs.

One `Searcher` serves many threads. It answers from the last committed generation, and follows
new commits by itself.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock, Thread
from time import monotonic, sleep

from index.address import Address
from index.engines import open_engine, open_generations
from index.engines.contract import Engine
from index.errors import IndexDamaged, KaigirokuError
from index.meaning import sentence_encoder
from index.minutes import Meeting, MeetingHead, Utterance
from index.persons import Person, Profile
from index.query import SearchRequest
from index.redirects.history import History, resolve
from index.results import (
    Found,
    Gone,
    MeetingNeighbours,
    Placed,
    ResultPosition,
    SearchPage,
    Span,
    Statistics,
)
from index.storage.manifest import commit_digest
from index.storage.resources import resident, trim_heap

# Each step of `prepare` waits until the last answer is this old, because it would take the
# processor from an answer; it looks again after a pause, and goes on after the last one.
_IDLE_SECONDS, _PAUSE_SECONDS, _MAX_PAUSES = 0.1, 0.05, 20
# Bytes that answers may leave to a server: of files that are mapped, and of its own memory, freed
# mostly. A page over the minutes of a city needs about a third of either, and takes longer after
# these were given back. After some seconds without a request all are.
_MAX_MAPPED, _MAX_OWN = 256 << 20, 32 << 20
REST_SECONDS = 60.0

_log = logging.getLogger(__name__)


class Searcher:
    """Searches the index at `home`. Raises IndexMissing and IndexOutdated.

    Without `tells_persons` its utterances may not say which person speaks, and the first search
    need not find out; it finds the same.
    """

    def __init__(self, home: Address, *, tells_persons: bool = True) -> None:
        self._generations = open_generations(home)
        self._tells_persons = tells_persons
        self._lock = Lock()
        self._prepares = False
        # What is damaged in the generation that is open, as far as it was noticed.
        self._damage: str | None = None
        # One element for each request in progress (append and pop are atomic), and the times
        # of the last answer and of the last rest.
        self._in_progress: list[None] = []
        self._answered = self._rested = 0.0
        self._leftovers = _Leftovers()
        self._engine = self._open()

    def prepare(self, *, wait: bool = False) -> None:
        """Read in a thread what a first query would wait for; after later commits, too."""
        self._prepares = True
        thread = Thread(target=self._prepare, args=(self._engine,), daemon=True)
        thread.start()
        if wait:
            thread.join()

    def _prepare(self, engine: Engine) -> None:
        try:
            with self._noting_damage():
                engine.prepare(self._give_way)
                sentence_encoder()
        except KaigirokuError as error:
            # Nobody asked, so nobody else says it.
            _log.error("%s", error)
        self._leftovers.give_back(engine)

    @contextmanager
    def _noting_damage(self) -> Iterator[None]:
        try:
            yield
        except IndexDamaged as error:
            self._damage = str(error)
            raise

    def check(self) -> None:
        """Raise KaigirokuError if the index cannot answer every request.

        It is gone, or damage was found in it so far; `index.doctor` looks for all damage.
        """
        self._generations.check_sizes()
        self._current()
        if self._damage is not None:
            raise IndexDamaged(self._damage)

    def make_tables(self) -> None:
        """Make at once what `prepare` would make in memory, for processes forked afterwards."""
        self._engine.make_tables()
        sentence_encoder()

    def rest(self) -> None:
        """Give back what the last answers left in memory, if they are long ago."""
        is_over = monotonic() - self._answered > REST_SECONDS and not self._in_progress
        if is_over and self._rested < self._answered:
            self._rested = monotonic()
            self._leftovers.give_back(self._engine)

    def _give_way(self) -> None:
        """Wait until no request is in progress, but not for ever."""
        for _ in range(_MAX_PAUSES):
            sleep(_PAUSE_SECONDS)
            if not self._in_progress and monotonic() - self._answered > _IDLE_SECONDS:
                return

    @contextmanager
    def _answering(self) -> Iterator[Engine]:
        """The engine for a request, to which `prepare` gives way."""
        self._in_progress.append(None)
        try:
            with self._noting_damage():
                yield self._current()
        finally:
            self._answered = monotonic()
            self._in_progress.pop()
            if self._prepares:
                self._leftovers.bound(self._engine)

    def search(self, request: SearchRequest) -> SearchPage:
        """One page of the exchanges that match. No query raises an error."""
        with self._answering() as engine:
            return engine.search(request)

    def ask(self, request: SearchRequest) -> SearchPage:
        """One page of the exchanges that answer `request.query`, a question, with quotes."""
        with self._answering() as engine:
            return engine.ask(request)

    def position(self, request: SearchRequest, exchange: str) -> ResultPosition | None:
        """Where the exchange of that id is in the result of a search, by meetings."""
        with self._answering() as engine:
            return engine.position(request, exchange)

    def matches(self, request: SearchRequest) -> Iterator[tuple[MeetingHead, Found]]:
        """Every utterance that a search finds, in the order of the result by meetings."""
        return self._current().matches(request)

    def people(self) -> Sequence[Person]:
        """Everyone who speaks and is named in full, by body and name."""
        return self._current().people()

    def person(self, identifier: str) -> Profile | None:
        """The person of that id; None where the minutes name nobody of that id in full."""
        return self._current().person(identifier)

    def exchange(self, identifier: str) -> Placed | None:
        """The exchange of that id, or the one that holds the utterance of that id."""
        return self._current().exchange(identifier)

    def meeting(self, identifier: str) -> Meeting | None:
        return self._current().meeting(identifier)

    def meeting_neighbours(self, identifier: str) -> MeetingNeighbours:
        """The meetings of the same body and committee before and after that one, by date."""
        return self._current().meeting_neighbours(identifier)

    def utterance(self, identifier: str) -> Utterance | None:
        return self._current().utterance(identifier)

    def former(self, identifier: str) -> str | Gone | None:
        """Where a former address leads: an id, its last state, or None. Raises KaigirokuError."""
        engine = self._current()
        folder = self._generations.home / engine.name
        found = resolve(History(folder), identifier, lambda name: _is_there(engine, name))
        if found or folder.exists() or engine is self._current():
            return found
        # Two commits since then have dropped the folder before its history was read.
        return self.former(identifier)

    def highlights(self, meeting: str, request: SearchRequest) -> Mapping[str, tuple[Span, ...]]:
        """The matches of a query within one meeting, by utterance id."""
        return self._current().highlights(meeting, request)

    def heads(self) -> Iterator[MeetingHead]:
        """The head of every meeting, by date."""
        return self._current().heads()

    def export(self) -> Iterator[Utterance]:
        """Every utterance, meeting by meeting, in the order of the minutes."""
        return self._current().export()

    def statistics(self) -> Statistics:
        return self._current().statistics

    def commit(self) -> str:
        """A short text that names the last commit; empty if its folder is gone."""
        return commit_digest(self._generations.home / self._current().name)

    def _current(self) -> Engine:
        """The engine of the last commit; requests in progress keep the one before."""
        folder = self._generations.current()
        if folder is None or folder.name == self._engine.name:
            return self._engine
        with self._lock:
            if folder.name != self._engine.name:
                self._engine, self._damage = self._open(self._engine), None
                if self._prepares:
                    self.prepare()
            return self._engine

    def _open(self, previous: Engine | None = None) -> Engine:
        """Open the last commit; a writer may replace it meanwhile."""
        while True:
            folder = self._generations.require()
            try:
                return open_engine(folder, previous, tells_persons=self._tells_persons)
            except KaigirokuError:
                if folder == self._generations.current():
                    raise


class _Leftovers:
    """The memory that answers leave to a server, of which it gives back what is too much.

    `_least` is what was in memory when all of it was given back.
    """

    def __init__(self) -> None:
        self._least = resident()

    def give_back(self, engine: Engine) -> None:
        """Give back all of it."""
        engine.unmap()
        trim_heap()
        self._least = resident()

    def bound(self, engine: Engine) -> None:
        """Give back what is more than may be left."""
        now, least = resident(), self._least
        if now.mapped > least.mapped + _MAX_MAPPED:
            engine.unmap()
            self._least = least._replace(mapped=resident().mapped)
        if now.own > least.own + _MAX_OWN:
            trim_heap()
            self._least = self._least._replace(own=resident().own)


def _is_there(engine: Engine, identifier: str) -> bool:
    return engine.utterance(identifier) is not None or engine.meeting(identifier) is not None
