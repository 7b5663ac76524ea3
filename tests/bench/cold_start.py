#!/usr/bin/env python3
"""Time from exec to the first painted window, ours against an empty Qt Widgets window, in paired
runs under one Xvfb: cold_start.py [METERBENCH [EMPTY_WINDOW [RUNS]]]. Without words the release build
is measured (.build/release/bin/meterbench), and empty_window.cpp is built as that is. Prints both
medians, the least of each, and their ratios. Painted means: a pixel in the middle of the window's
place is no longer the bare root's. For figures that count the machine has nothing else to do."""

import ctypes
import ctypes.util
import os
import statistics
import subprocess
import sys
import tempfile
import time

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

X11 = ctypes.CDLL(ctypes.util.find_library("X11") or "libX11.so.6")
X11.XOpenDisplay.restype = ctypes.c_void_p
X11.XDefaultRootWindow.restype = ctypes.c_ulong
X11.XDefaultRootWindow.argtypes = [ctypes.c_void_p]
X11.XGetImage.restype = ctypes.c_void_p
X11.XGetImage.argtypes = [ctypes.c_void_p, ctypes.c_ulong] + [ctypes.c_int] * 2 + [ctypes.c_uint] * 2 + [ctypes.c_ulong, ctypes.c_int]
X11.XGetPixel.restype = ctypes.c_ulong
X11.XGetPixel.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int]
X11.XDestroyImage.argtypes = [ctypes.c_void_p]


class Screen:
    def __init__(self, number):
        self.display = X11.XOpenDisplay(f":{number}".encode())
        if not self.display:
            sys.exit("cold_start.py: Xvfb does not answer")
        self.root = X11.XDefaultRootWindow(self.display)

    def pixel(self):
        image = X11.XGetImage(self.display, self.root, 640, 400, 1, 1, 0xFFFFFFFF, 2)
        value = X11.XGetPixel(image, 0, 0)
        X11.XDestroyImage(image)
        return value


def until(condition):
    end = time.monotonic() + 20
    while not condition():
        if time.monotonic() > end:
            sys.exit("cold_start.py: nothing was painted within 20 s")
        time.sleep(0.0005)


def measure(screen, command, environment):
    bare = screen.pixel()
    begin = time.monotonic()
    program = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    until(lambda: screen.pixel() != bare)
    took = time.monotonic() - begin
    program.terminate()
    program.wait(timeout=10)
    until(lambda: screen.pixel() == bare)
    return took * 1000


def build_empty(folder):
    flags = subprocess.run(["pkg-config", "--cflags", "--libs", "Qt6Widgets"], capture_output=True, text=True, check=True)
    program = f"{folder}/empty_window"
    subprocess.run(["c++", "-O3", "-DNDEBUG", "-fPIC", f"{TOP}/tests/bench/empty_window.cpp", "-o", program, *flags.stdout.split()], check=True)
    return program


def main():
    words = sys.argv[1:]
    ours = words[0] if words else f"{TOP}/.build/release/bin/meterbench"
    runs = int(words[2]) if len(words) > 2 else 20
    if not os.access(ours, os.X_OK):
        sys.exit(f"cold_start.py: {ours} is not there; build it by installers/run.sh or name another")
    with tempfile.TemporaryDirectory() as folder:
        empty = words[1] if len(words) > 1 else build_empty(folder)
        reading, writing = os.pipe()
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"],
            pass_fds=[writing], stderr=subprocess.DEVNULL)
        try:
            number = os.read(reading, 16).decode().strip()
            environment = {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb", "XDG_RUNTIME_DIR": folder,
                           "DBUS_SESSION_BUS_ADDRESS": f"unix:path={folder}/no-bus"}  # the same for both: none answers
            environment.pop("WAYLAND_DISPLAY", None)
            screen = Screen(number)
            commands = {"empty": [empty], "ours": [ours, f"--settings={folder}/settings.ini"]}
            times = {name: [] for name in commands}
            for name, command in commands.items():
                measure(screen, command, environment)  # once to warm the disk's cache
            for _ in range(runs):
                for name, command in commands.items():
                    times[name].append(measure(screen, command, environment))
        finally:
            server.terminate()
            server.wait()
    for name, of in (("median", statistics.median), ("least", min)):
        taken = {which: of(values) for which, values in times.items()}
        print(f"first painted window, {name} of {runs}: empty {taken['empty']:.0f} ms, ours {taken['ours']:.0f} ms, "
              f"ratio {taken['ours'] / taken['empty']:.2f}")


if __name__ == "__main__":
    main()
