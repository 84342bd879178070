"""Bounded memories: of the values last used, and of finished pages. Any thread may ask them."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, Protocol, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
MAX_PAGES = 512
MAX_BYTES = 96_000_000


class LruCache(Generic[K, V]):
    """The values last used, by key."""

    def __init__(self, max_size: int) -> None:
        self._max_size = max_size
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: K) -> V | None:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def put(self, key: K, value: V) -> V:
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._max_size:
                self._values.popitem(last=False)
        return value


class Page(Protocol):
    """What a page tells of itself, so that it can be kept: whether it is all right, and its bytes."""

    @property
    def status_code(self) -> int: ...

    def get_data(self) -> bytes: ...


AnyPage = TypeVar("AnyPage", bound=Page)


class PageCache(Generic[AnyPage]):
    """The most recently used pages, by what names them: so many, so much, and none that would push most others out."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Hashable, ...], AnyPage] = OrderedDict()
        self._bytes = 0
        self._lock = threading.Lock()
        self._making = tuple(threading.Lock() for _ in range(61))

    def get_or_make(self, name: tuple[Hashable, ...], make: Callable[[], AnyPage]) -> AnyPage:
        """The page of this name: made by the first who wants it, while the others wait for that.

        A change wakes everybody who has a page open, and they all come at once.
        """
        if (cached := self.get(name)) is not None:
            return cached
        with self._making[hash(name) % len(self._making)]:
            if (cached := self.get(name)) is not None:
                return cached
            page = make()
            if page.status_code == 200:
                self.keep(name, page)
            return page

    def get(self, name: tuple[Hashable, ...]) -> AnyPage | None:
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
            return self._kept.get(name)

    def keep(self, name: tuple[Hashable, ...], page: AnyPage) -> None:
        if _size(page) > MAX_BYTES // 16:
            return
        with self._lock:
            if (before := self._kept.pop(name, None)) is not None:
                self._bytes -= _size(before)
            self._kept[name] = page
            self._bytes += _size(page)
            while len(self._kept) > MAX_PAGES or self._bytes > MAX_BYTES:
                self._bytes -= _size(self._kept.popitem(last=False)[1])


def _size(page: Page) -> int:
    return len(page.get_data())
