"""The language that all services share. It knows no service.

Two libraries would load parts that nothing here uses: httpx its command line (with rich and pygments, where they are
installed; 6 MiB in every service), and websockify numpy, for unmasking a guest's few keystrokes a second (13 MiB).
"""

import sys
import warnings

for _unused in ("httpx._main", "numpy"):
    sys.modules.setdefault(_unused, None)  # type: ignore[arg-type]
warnings.filterwarnings("ignore", message="no 'numpy' module")
