"""`python -m gomemlint`."""

import sys
from pathlib import Path

# Python puts the working directory first, and with it any plugin that the linted repository
# pretends to have installed. Who runs rules is for the user to say.
if not sys.flags.safe_path and Path(sys.path[0] or ".").resolve() == Path.cwd():
    del sys.path[0]

from gomemlint.cli.main import entry

entry()
