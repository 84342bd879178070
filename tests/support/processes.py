"""What a command does in a process of its own."""

from __future__ import annotations

import subprocess
import sys


def modules_loaded(words: str, *sought: str) -> list[str]:
    """Which of the sought libraries a process has loaded when it has run a command."""
    code = (
        f"import sys; from stances.cli import main; assert main({words.split()!r}) == 0;"
        f"print(*[name for name in {sought!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.split()
