"""Reads a Go program from standard input and answers its string literals, decoded, as JSON, and
what is left of it without them. Written from the Go specification ("String literals", "Import
declarations", "Short variable declarations"), as a second opinion: what a literal lets out shows as
something that no rest of the program may hold.
"""
import json
import re
import sys

ESCAPE = re.compile(
    r'\\(?:([abfnrtv\\"])|([0-7]{3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))'
)
LITERAL = re.compile(
    r'"((?:[^"\\\n]|\\(?:[abfnrtv\\"]|[0-7]{3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}))*)"'
)
SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}


def decoded(match):
    simple, octal, byte, small, large = match.groups()
    if simple:
        return SIMPLE[simple]
    if octal or byte:
        raise ValueError("bytes are not expected")
    rune = int(small or large, 16)
    if 0xD800 <= rune < 0xE000 or rune > 0x10FFFF:
        raise ValueError("not a rune")
    return chr(rune)


program = sys.stdin.buffer.read().decode("utf-8")
if "\0" in program or "\ufeff" in program:
    sys.exit("Go refuses NUL and byte order marks in its source")
literals = [ESCAPE.sub(decoded, match.group(1)) for match in LITERAL.finditer(program)]
rest = LITERAL.sub("STRING", program)
strange = re.search(r"[^A-Za-z0-9_ \t\n:=.(){}\[\],;<>+!&-]", rest)
if strange:
    sys.exit(f"{strange.group()!r} stands outside of the literals")
variables = re.findall(r"(\w+) := prometheus", rest)
if len(variables) != len(set(variables)):
    sys.exit("a variable is declared twice")
imported = "math" in literals[:4]
if imported != bool(re.search(r"\bmath\.", rest)):
    sys.exit("math is imported and not used, or used and not imported")
for pair in ("()", "{}", "[]"):
    if rest.count(pair[0]) != rest.count(pair[1]):
        sys.exit(f"{pair} do not match")
json.dump({"literals": literals, "rest": rest}, sys.stdout)
