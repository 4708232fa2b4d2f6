#!/bin/sh
# Prints the Python that make uses: the environment's own if it works, else the newest from 3.11 to 3.14 there is.
# Later ones come last: the locked packages may have no wheels for them yet.
cd "$(dirname "$0")/.." || exit 1
old=""
no_venv=""
for python in .venv/bin/python python3.14 python3.13 python3.12 python3.11 python3 python; do
    "$python" -c '' 2>/dev/null || continue
    if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        old="$("$python" -c 'import platform; print(platform.python_version())' 2>/dev/null)"
    elif ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        no_venv="$python"
    else
        echo "$python"
        exit 0
    fi
done
if [ -n "$no_venv" ]; then
    echo "$no_venv is here, but it can't make environments: its venv and ensurepip modules are missing." >&2
    echo "On Debian or Ubuntu: apt-get install python3-venv" >&2
elif [ -n "$old" ]; then
    echo "Vitrine needs Python 3.11 or later, and the newest found here is $old." >&2
    echo "On Debian or Ubuntu: apt-get install python3 python3-venv; elsewhere: install it from python.org." >&2
else
    echo "Vitrine needs Python 3.11 or later, and none is on the PATH." >&2
    echo "On Debian or Ubuntu: apt-get install python3 python3-venv; elsewhere: install it from python.org." >&2
fi
exit 1
