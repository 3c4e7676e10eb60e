#!/usr/bin/env bash
# What this machine needs: system packages, and a virtual environment in the checkout. Repeating it costs nothing.
#
#   setup.sh run     what `make up` needs
#   setup.sh test    and what the tests need on top (PostgreSQL, a browser)
#
# Which packages these are, deploy/programs.txt says. DRIVER=simulated needs no virtualisation, so it installs less.
set -euo pipefail
cd "$(dirname "$0")/../.."

purpose=${1:-run}
lock=deploy/requirements.lock
least_node=18.18
table=deploy/programs.txt

say() { printf 'setup: %s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }

# A Python that is new enough; Ubuntu 22.04 has one beside its own.
find_python() {
    local name
    for name in python3 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return 0
        fi
    done
    return 1
}

install_packages() {
    local package missing=()
    for package in "$@"; do
        [ -n "$package" ] || continue
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    [ "$(id -u)" = 0 ] || fail "these packages are missing: ${missing[*]}. Run \`sudo make setup\`, or install them by hand"
    say "installing ${missing[*]}"
    if [ -z "${refreshed:-}" ]; then
        apt-get update -qq || fail "apt-get update failed; why, it says above"
        refreshed=1
    fi
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
        fail "apt-get could not install ${missing[*]}; why, it says above"
}

# Packages of the table that are needed for one of these purposes and are not here. Where all programs of one are here,
# they came from elsewhere (Node.js often does), and that is well.
lacking() {
    local package purposes programs program purpose found
    while IFS=: read -r package purposes programs; do
        [[ $package = \#* || -z ${package// /} || ${package%% *} = - ]] && continue
        found=
        for purpose in "$@"; do [[ " $purposes " = *" $purpose "* ]] && found=1; done
        [ -n "$found" ] || continue
        for program in $programs; do
            PATH=$PATH:/usr/sbin:/sbin command -v "$program" >/dev/null || found=lacks
        done
        [[ $found = lacks || -z ${programs// /} ]] && printf '%s\n' "${package%% *}"
    done < <(sed 's/in:/in-/g' "$table")
}

install_system() {
    local purposes=(up) packages
    command -v apt-get >/dev/null || fail "this needs Debian or Ubuntu (there is no apt-get)"
    if ! find_python >/dev/null; then
        install_packages python3 python3-venv python3-dev
        find_python >/dev/null || install_packages python3.11 python3.11-venv python3.11-dev
        find_python >/dev/null || fail "Python 3.11 or newer is needed"
    fi
    if [ "$(command -v "$(find_python)")" = /usr/bin/python3 ]; then
        install_packages python3-venv python3-dev
    fi
    [ "${DRIVER:-qemu}" = simulated ] || purposes+=(guests)
    [ "$purpose" = test ] && purposes+=(test)
    mapfile -t packages < <(lacking "${purposes[@]}")
    # Ubuntu has no package of the browser, only a snap; the browser tests are skipped there.
    grep -q '^ID=ubuntu' /etc/os-release && packages=("${packages[@]/#chromium/}")
    [ ${#packages[@]} -eq 0 ] || install_packages "${packages[@]}"
    # Our nginx is started by `make up`, on a port of its own; the package's would take port 80 at every boot.
    [[ " ${packages[*]} " != *" nginx-light "* ]] || systemctl disable --now nginx >/dev/null 2>&1 || true
}

has_new_node() {
    local found
    found=$(node --version 2>/dev/null) || return 1
    [ "$(printf '%s\n' "$least_node" "${found#v}" | sort -V | head -1)" = "$least_node" ]
}

# What the console is made of, anew when its lock file changes. No package's script is run.
install_console() {
    local stamp
    if ! has_new_node; then
        local lacks="the web console needs Node.js $least_node or newer, here is $(node --version 2>/dev/null || echo none)"
        [ "$purpose" = run ] || fail "$lacks; see https://nodejs.org"
        say "$lacks: going on without it"
        return 0
    fi
    stamp=$(sha256sum frontend/package-lock.json | cut -d' ' -f1)
    [ "$(cat frontend/node_modules/.stamp 2>/dev/null)" = "$stamp" ] && return 0
    say "installing the console's packages"
    (cd frontend && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null) ||
        fail "npm could not install what frontend/package-lock.json names; why, it says above and in the log that it names"
    printf '%s' "$stamp" >frontend/node_modules/.stamp
}

# The environment is made anew when the lock file changes.
install_python() {
    local stamp
    stamp=$(sha256sum "$lock" pyproject.toml | sha256sum | cut -c1-16)
    [ -x .venv/bin/python ] && [ "$(cat .venv/stamp 2>/dev/null)" = "$stamp" ] && return 0
    say "making the virtual environment .venv (a minute the first time)"
    "$(find_python)" -m venv --clear .venv || fail "the virtual environment could not be made; is python3-venv installed?"
    .venv/bin/python -m pip install -q --disable-pip-version-check -r "$lock" ||
        fail "pip could not install what $lock names; why, it says above"
    .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps -e . || fail "the project could not be installed"
    echo "$stamp" >.venv/stamp
}

install_system
install_python
install_console
