#!/usr/bin/env bash
# Pictures of the real window on the sample, in Chinese and English, for docs/: real clicks under a virtual display.
set -euo pipefail
cd "$(dirname "$0")/.."
for need in Xvfb:xvfb xdotool:xdotool import:imagemagick; do
    command -v "${need%%:*}" >/dev/null || { echo "Missing: ${need##*:}. Install: apt-get install xvfb xdotool imagemagick mesa-vulkan-drivers libgl1-mesa-dri libegl1 libxkbcommon-x11-0 libx11-xcb1 libxcursor1 libxi6 libxrandr2"; exit 1; }
done
.ci/setup build
cargo build --locked
binary="$(cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')/debug/gridwright"
work="$(mktemp -d)"
trap 'kill "${xvfb:-0}" 2>/dev/null || true; rm -rf "$work"' EXIT
export HOME="$work" LIBGL_ALWAYS_SOFTWARE=1
icd=/usr/share/vulkan/icd.d/lvp_icd.x86_64.json
[ -e "$icd" ] && export VK_ICD_FILENAMES="$icd"
Xvfb :97 -screen 0 1440x900x24 >/dev/null 2>&1 &
xvfb=$!
sleep 1
for language in zh en; do
    "$binary" demo "$work/$language" --no-window --lang "$language" >/dev/null
    export XDG_CONFIG_HOME="$work/config-$language"
    locale=$([ "$language" = zh ] && echo zh_CN.UTF-8 || echo en_US.UTF-8)
    DISPLAY=:97 LANG="$locale" LC_ALL="$locale" "$binary" "$work/$language/project.gpkg" >/dev/null 2>&1 &
    window=$!
    sleep 10
    DISPLAY=:97 import -window root "docs/window-$language.png"
    # Click into the map: a cell is selected, the inspector shows it.
    DISPLAY=:97 xdotool mousemove 700 470 click 1
    sleep 2
    DISPLAY=:97 import -window root "docs/window-$language-cell.png"
    kill "$window"
    wait "$window" 2>/dev/null || true
done
ls -la docs/window-*.png
