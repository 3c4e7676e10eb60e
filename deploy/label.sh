#!/bin/sh
# Labels nodes as iaas-config says. Needs Python and kubectl only; `label.sh --help` tells more.
PYTHONPATH=$(dirname "$0")/.. exec python3 -m deploy.label "$@"
