#!/bin/sh
# Install Debian packages that are missing. Usage: debian-packages.sh PACKAGE:COMMAND ...
# COMMAND shows that a package is there; when it is empty dpkg is asked.
# Without root or sudo one line says what stays off.
set -u
missing=
for pair in "$@"; do
    package=${pair%%:*}
    command=${pair#*:}
    if [ -n "$command" ]; then
        command -v "$command" >/dev/null 2>&1 || missing="$missing $package"
    else
        dpkg -s "$package" >/dev/null 2>&1 || missing="$missing $package"
    fi
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root=sudo
    else
        echo "Not installed (no root or sudo):$missing. What needs them stays off." >&2
        exit 0
    fi
fi
command -v apt-get >/dev/null 2>&1 || {
    echo "Not installed (no apt-get):$missing. What needs them stays off." >&2
    exit 0
}
echo "Installing Debian packages:$missing ..."
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086  # a list of words is meant
{ $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends $missing; } >/dev/null 2>&1 ||
    echo "Could not install:$missing. What needs them stays off." >&2
exit 0
