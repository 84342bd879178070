"""Draw the golden drawings anew: `make golden`."""

from __future__ import annotations

from tests.golden.drawings import DARK_STYLESHEET, NAMES, dark_stylesheet, draw, golden_path, outdated
from tests.support.geometry import compare_drawings


def renew() -> None:
    """Write every drawing that shows something else than before, and say which."""
    for path in outdated():
        path.unlink()
        print(f"{path.name}: removed")
    for name in NAMES:
        path, drawing = golden_path(name), draw(name)
        differences = compare_drawings(path.read_bytes(), drawing) if path.exists() else ["it is new"]
        if differences:
            path.write_bytes(drawing)
        print(f"{path.name}: {f'renewed, {differences[0]}' if differences else 'the same'}")

    DARK_STYLESHEET.write_text(dark_stylesheet(), encoding="utf-8")


if __name__ == "__main__":
    renew()
