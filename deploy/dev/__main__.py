"""`python -m deploy.dev`"""

import sys

from deploy.dev.cli import main

if __name__ == "__main__":
    sys.exit(main())
