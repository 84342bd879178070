"""The WSGI entry point: `app` for any server. `python app.py` and `uv run app.py` serve it as `stances serve` does."""

import sys

if __name__ == "__main__":
    from stances.cli import main

    sys.exit(main(["serve", *sys.argv[1:]]))

import atexit

from stances.web.app import create_app

app = create_app()
atexit.register(app.extensions["stances"].close)
