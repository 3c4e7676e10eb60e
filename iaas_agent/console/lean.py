"""websockify without numpy, for `handler`: unmasking a guest's few keystrokes a second is not worth 13 MiB."""

from __future__ import annotations

import sys
import warnings

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", message="no 'numpy' module")
    hidden = sys.modules.get("numpy")
    sys.modules["numpy"] = None  # type: ignore[assignment]  # makes its import fail, which websockify expects
    try:
        from websockify.websocketproxy import ProxyRequestHandler
    finally:
        del sys.modules["numpy"]
        if hidden is not None:
            sys.modules["numpy"] = hidden

__all__ = ["ProxyRequestHandler"]
