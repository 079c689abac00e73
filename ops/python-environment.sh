#!/bin/sh
# Make .venv with the pinned dependencies. Usage: python-environment.sh PYTHON
set -eu
python=$1
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "kansenradar needs Python 3.11 or newer; $python is older" >&2
    exit 1
}
"$python" -c 'import ensurepip' 2>/dev/null || "$(dirname "$0")/debian-packages.sh" python3-venv:
echo "Setting up the Python environment in .venv (once) ..."
"$python" -m venv --clear .venv
.venv/bin/pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
.venv/bin/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
