"""The language that all services share. It knows no service."""

import sys

# httpx would load its command line, and with it rich and pygments where they are installed: 6 MiB in every service.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
