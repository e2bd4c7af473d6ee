"""`python -m gomemlint`."""

import os
import sys

# Python puts the working directory first, and with it any module that the linted repository
# pretends to be of the standard library or installed. Only what Python has loaded by now may be
# imported before that ends: `os` is, `pathlib` is not.
FIRST = os.path.realpath(sys.path[0] or os.curdir)
if not sys.flags.safe_path and os.path.realpath(os.curdir) == FIRST:
    del sys.path[0]

from gomemlint.cli.main import entry  # noqa: E402 - see above

entry()
