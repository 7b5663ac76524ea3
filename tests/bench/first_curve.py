#!/usr/bin/env python3
"""From the click on the start page's demo button to the first curve that moves, in the real window under an
Xvfb of its own: first_curve.py [METERBENCH [RUNS]]. Without words the release build is measured. The pointer
goes where the button's colour is (xdotool moves and clicks it). A curve is there when the page has the
mark of its legend; it moves when the pixels in its colour have twice become others: the first time may be the
curve that joins its mark. Ends with 1 above ten seconds."""

import ctypes
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

from cold_start import TOP, X11, Screen, until

# Colours of ui/widgets/theme.cpp, dark, as the screen holds them: blue, green, red.
ACCENT_SURFACE = bytes.fromhex("4d2f1d")
FIRST_CURVE = bytes.fromhex("f19a4e")
PAGE = (200, 50, 1070, 710)  # of a window of 1280 x 800, without rail and bars
MARK_PIXELS = 20             # a legend's mark has some more; it stands still, so what changes is the curve
BOUND_SECONDS = 10


class XImage(ctypes.Structure):
    _fields_ = [("width", ctypes.c_int), ("height", ctypes.c_int), ("xoffset", ctypes.c_int),
                ("format", ctypes.c_int), ("data", ctypes.POINTER(ctypes.c_char))]


def pixels_of(screen, color):
    """Places of the pixels in this colour on the page, as offsets."""
    x, y, width, height = PAGE
    image = X11.XGetImage(screen.display, screen.root, x, y, width, height, 0xFFFFFFFF, 2)
    data = ctypes.string_at(ctypes.cast(image, ctypes.POINTER(XImage)).contents.data, width * height * 4)
    X11.XDestroyImage(image)
    return [at.start() // 4 for at in re.finditer(re.escape(color) + b".", data, re.DOTALL) if at.start() % 4 == 0]


def click(environment, place):
    x, y, width, _ = PAGE
    where = [str(x + place % width), str(y + place // width)]
    subprocess.run(["xdotool", "mousemove", *where, "click", "1"], env=environment, check=True)


def measure(ours, screen, environment, folder):
    bare = screen.pixel()
    program = subprocess.Popen([ours, "--appearance=dark", f"--settings={folder}/settings.ini"], env=environment)
    try:
        until(lambda: len(pixels_of(screen, ACCENT_SURFACE)) > 10_000)
        button = pixels_of(screen, ACCENT_SURFACE)
        click(environment, button[len(button) // 2])
        begin = time.monotonic()
        seen = []

        def is_there():
            seen[:] = pixels_of(screen, FIRST_CURVE)
            return len(seen) >= MARK_PIXELS

        until(is_there)
        there = time.monotonic() - begin
        for _ in range(2):
            former = list(seen)
            until(lambda: is_there() and seen != former)
        return there, time.monotonic() - begin
    finally:
        program.terminate()
        program.wait(timeout=10)
        until(lambda: screen.pixel() == bare)
        os.remove(f"{folder}/settings.ini")


def main():
    ours = sys.argv[1] if len(sys.argv) > 1 else f"{TOP}/.build/release/bin/meterbench"
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with tempfile.TemporaryDirectory() as folder:
        reading, writing = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[writing], stderr=subprocess.DEVNULL)
        try:
            number = os.read(reading, 16).decode().strip()
            environment = {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb", "XDG_RUNTIME_DIR": folder,
                           "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/no-bus"}
            environment.pop("WAYLAND_DISPLAY", None)
            screen = Screen(number)
            took = [measure(ours, screen, environment, folder) for _ in range(runs)]
        finally:
            server.terminate()
            server.wait()
    for at, moving in took:
        print(f"  there after {at:.1f} s, moving after {moving:.1f} s")
    there, moved = (statistics.median(column) for column in zip(*took))
    print(f"click to first curve, median of {runs}: there after {there:.1f} s, moving after {moved:.1f} s "
          f"(longest {max(t for _, t in took):.1f} s; bound {BOUND_SECONDS} s)")
    sys.exit(1 if max(t for _, t in took) > BOUND_SECONDS else 0)


if __name__ == "__main__":
    main()
