"""Random verbs by several users while services die, calls get lost and work is cancelled; then all must agree.

`python -m tests.chaos --verbs 10000` plays long, `test_chaos` a short piece with every run of the tests. A seed gives
the same wishes again; what comes of them also depends on the machine.
"""
