"""Starts the stacklint that comes with the extension, with nothing of the Python's own packages in the way."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "libs"))

from stacklint.__main__ import run

if __name__ == "__main__":
    run()
