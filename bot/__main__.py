"""``python -m bot`` is ``wlb``."""

import sys

from bot.cli import main

sys.exit(main())
