"""A screen of its own: an X server without a display, whose keys are pressed with XTest and whose picture is read from its memory."""
import os
import struct
import subprocess
import zlib

import bench


def is_there():
    return all(any(os.access(os.path.join(folder, name), os.X_OK) for folder in os.environ["PATH"].split(":")) for name in ("Xvfb", "xdotool"))


class Screen:
    """On a free display, 24 bits deep. Nobody manages windows: the one that is looked at gets the focus by focus()."""

    def __init__(self, folder, width, height):
        self.memory = os.path.join(folder, "Xvfb_screen0")
        reads, writes = os.pipe()
        with open(os.path.join(folder, "xvfb.log"), "wb") as log:
            self.server = subprocess.Popen(
                ["Xvfb", "-displayfd", str(writes), "-screen", "0", "%dx%dx24" % (width, height), "-fbdir", folder, "-nolisten", "tcp"],
                stdout=log, stderr=log, pass_fds=[writes])
        os.close(writes)
        with os.fdopen(reads) as said:
            number = said.readline().strip()
        assert number, "Xvfb did not start"
        self.environment = {**{name: value for name, value in os.environ.items() if name not in ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS")},
                            "DISPLAY": ":" + number, "QT_QPA_PLATFORM": "xcb", "QT_SCALE_FACTOR": "1", "LC_ALL": "C.UTF-8"}

    def end(self):
        self.server.terminate()
        self.server.wait(bench.PATIENCE)

    def do(self, *words):
        return subprocess.run(["xdotool", *words], env=self.environment, capture_output=True, text=True, check=False, timeout=bench.PATIENCE)

    def focus(self, *search):
        """The keyboard belongs to the newest window that is found so (words of xdotool search), as soon as there is one."""
        def ask():
            found = self.do("search", "--onlyvisible", *search).stdout.split()
            if not found:
                return False
            self.do("windowfocus", "--sync", found[-1])
            return self.do("getwindowfocus", "-f").stdout.strip() in found
        bench.eventually(ask, "there is a window (%s), and it has the keyboard" % " ".join(search))

    def focus_program(self, pid):
        self.focus("--pid", str(pid))

    def focus_titled(self, title):
        self.focus("--name", "^%s$" % title)

    def press(self, keys):
        """As xdotool names them: Next, ctrl+period."""
        done = self.do("key", "--clearmodifiers", keys)
        assert done.returncode == 0, done.stderr

    def type(self, text):
        done = self.do("type", "--clearmodifiers", text)
        assert done.returncode == 0, done.stderr

    def awaits_no_window(self, title):
        bench.eventually(lambda: not self.do("search", "--onlyvisible", "--name", "^%s$" % title).stdout.split(), title + " is closed")

    def picture(self, path):
        """What is shown, as PNG. Xvfb keeps it in the form of xwd: a header, a table of colours, rows of 32-bit pixels."""
        with open(self.memory, "rb") as file:
            dump = file.read()
        header = struct.unpack(">25I", dump[:100])
        size, width, height, row, colours = header[0], header[4], header[5], header[12], header[19]
        pixels = dump[size + 12 * colours:]
        lines = bytearray()
        for y in range(height):
            line = pixels[y * row:y * row + 4 * width]
            rgb = bytearray(3 * width)
            rgb[0::3], rgb[1::3], rgb[2::3] = line[2::4], line[1::4], line[0::4]
            lines += b"\0" + rgb

        def chunk(name, body):
            return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        with open(path, "wb") as out:
            out.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)) +
                      chunk(b"IDAT", zlib.compress(bytes(lines), 6)) + chunk(b"IEND", b""))
        return len(set(pixels[at:at + 4] for at in range(0, len(pixels) - 3, 4 * 97)))
