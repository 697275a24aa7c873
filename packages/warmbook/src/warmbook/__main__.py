"""``python -m warmbook``."""

import sys

from warmbook.cli import main

sys.exit(main())
