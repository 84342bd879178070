"""Bounded caches of values and of finished pages, and properties that are computed once. Thread-safe."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, Protocol, Self, TypeVar, overload

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
MAX_PAGES = 512
MAX_BYTES = 48_000_000


class cached_property(Generic[V]):  # noqa: N801  (used as the one of functools is)
    """A property that is computed at its first use and kept in the object.

    That of `functools` holds one lock for all objects of a class until Python 3.12, so figures of different people would be
    drawn one after the other. This one has none: two threads may compute a value at once, and the first is kept.
    """

    def __init__(self, compute: Callable[[Any], V]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type) -> V: ...

    def __get__(self, instance: object | None, owner: type) -> Self | V:
        if instance is None:
            return self
        value: V = instance.__dict__.setdefault(self._name, self._compute(instance))
        return value


class LruCache(Generic[K, V]):
    """The most recently used values, at most `max_size` of them."""

    def __init__(self, max_size: int) -> None:
        self._max_size = max_size
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        """The cached value; None if there is none."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: K, value: V) -> V:
        """Cache a value and return it."""
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._max_size:
                self._values.popitem(last=False)
        return value


class Page(Protocol):
    """What the cache needs to know of a page: its status and its bytes."""

    @property
    def status_code(self) -> int: ...

    def get_data(self) -> bytes: ...


AnyPage = TypeVar("AnyPage", bound=Page)


class KeyedLock:
    """A lock for each key, there while somebody holds it or waits for it."""

    def __init__(self) -> None:
        self._held: dict[Hashable, tuple[threading.Lock, int]] = {}
        self._lock = threading.Lock()

    @contextmanager
    def hold(self, key: Hashable) -> Iterator[None]:
        """Hold the lock of this key for the block."""
        with self._lock:
            own, users = self._held.get(key, (threading.Lock(), 0))
            self._held[key] = own, users + 1
        try:
            with own:
                yield
        finally:
            with self._lock:
                own, users = self._held.pop(key)
                if users > 1:
                    self._held[key] = own, users - 1


class PageCache(Generic[AnyPage]):
    """The most recently used pages, at most `max_pages` and `max_bytes`.

    A page larger than an eighth of `max_bytes` is not cached.
    """

    def __init__(self, max_pages: int = MAX_PAGES, max_bytes: int = MAX_BYTES) -> None:
        self._max_pages, self._max_bytes = max_pages, max_bytes
        self._pages: OrderedDict[tuple[Hashable, ...], AnyPage] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()
        self._making = KeyedLock()

    def __len__(self) -> int:
        return len(self._pages)

    def get_or_make(self, key: tuple[Hashable, ...], make: Callable[[], AnyPage]) -> AnyPage:
        """Return the cached page, or make it and, if its status is 200, cache it.

        One thread makes it while others wait, because a change makes every open page ask at once.
        """
        if (cached := self.get(key)) is not None:
            return cached
        with self._making.hold(key):
            if (cached := self.get(key)) is not None:
                return cached
            page = make()
            if page.status_code == 200:
                self.put(key, page)
            return page

    def get(self, key: tuple[Hashable, ...]) -> AnyPage | None:
        """The cached page; None if there is none."""
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def put(self, key: tuple[Hashable, ...], page: AnyPage) -> None:
        """Cache a page, unless it is too large."""
        if _size(page) > self._max_bytes // 8:
            return
        with self._lock:
            if (before := self._pages.pop(key, None)) is not None:
                self._bytes -= _size(before)
            self._pages[key] = page
            self._bytes += _size(page)
            while len(self._pages) > self._max_pages or self._bytes > self._max_bytes:
                self._bytes -= _size(self._pages.popitem(last=False)[1])


def _size(page: Page) -> int:
    return len(page.get_data())
