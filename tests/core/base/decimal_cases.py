#!/usr/bin/python3
"""What Python's decimal module says, as a table for decimal_test: one case a line, words parted by
tabs: operation, operands, expected text ("none" where the result has no place in a Decimal).
The seed is fixed. Each operation also meets the limits of the range and exact halves."""
import decimal
import math
import random
import struct
import sys
from decimal import Decimal as D

decimal.getcontext().prec = 300
decimal.getcontext().Emin = -decimal.MAX_EMAX
decimal.getcontext().Emax = decimal.MAX_EMAX
UNIT = D("1e-12")
MOST = D(10) ** 24
RULES = {
    "halfAway": decimal.ROUND_HALF_UP,
    "halfEven": decimal.ROUND_HALF_EVEN,
    "floor": decimal.ROUND_FLOOR,
    "ceiling": decimal.ROUND_CEILING,
}
random.seed(20_231_015)


def text(value):
    """Plain digits without zeros at the end and without -0."""
    if abs(value) > MOST:
        return "none"
    out = format(value.quantize(UNIT), "f").rstrip("0").rstrip(".")
    return "0" if out in ("-0", "") else out


def number():
    """Of any size: the digits of the count are evenly spread, not the numbers."""
    kind = random.random()
    if kind < 0.05:
        return random.choice([D(0), UNIT, -UNIT, MOST, -MOST, MOST - UNIT, UNIT - MOST, D(1), D(-1)])
    if kind < 0.25:
        return D(random.randint(-2000, 2000)) / random.choice([1, 2, 4, 10, 20, 100, 1000])
    count = random.randint(0, 10 ** random.randint(1, 36))
    if kind < 0.4:  # what does not fit 64 bits, or just fits
        count = (1 << random.randint(40, 119)) + random.randint(-2, 2)
    value = D(count).scaleb(-12)
    return -value if random.random() < 0.5 else value


def say(*words):
    print("\t".join(str(word) for word in words))


def rule():
    return random.choice(list(RULES))


def product(a, b, name):
    say("times", text(a), text(b), name, text((a * b).quantize(UNIT, RULES[name])))


def quotient(a, b, name):
    out = "none" if b == 0 else text((a / b).quantize(UNIT, RULES[name]))
    say("dividedBy", text(a), text(b), name, out)


def multiple(a, step, name):
    out = "none" if step <= 0 else text((a / step).to_integral_value(RULES[name]) * step)
    say("roundedToMultiple", text(a), text(step), name, out)


def integer(a, name):
    whole = int(a.to_integral_value(RULES[name]))
    say("toInteger", text(a), name, whole if -(2**63) <= whole < 2**63 else "none")


def sums(rounds):
    limits = [MOST, MOST - UNIT, UNIT, D(0), -UNIT, UNIT - MOST, -MOST]
    for a in limits:
        for b in limits:
            say("plus", text(a), text(b), text(a + b))
            say("minus", text(a), text(b), text(a - b))
    for _ in range(rounds):
        a, b = number(), number()
        say("plus", text(a), text(b), text(a + b))
        say("minus", text(a), text(b), text(a - b))
        say("compare", text(a), text(b), (a > b) - (a < b))
        say("negated", text(a), text(-a))


def products(rounds):
    for _ in range(rounds):
        product(number(), number(), rule())
        quotient(number(), number(), rule())
        # Halves, to the last digit: an odd count times or by one that leaves a half.
        odd = D(random.randrange(1, 10**6, 2)).scaleb(-12) * random.choice([1, -1])
        for name in RULES:
            product(odd, D("0.5"), name)
            quotient(odd, D(2), name)
    for name in RULES:
        for a in (MOST, -MOST, MOST - UNIT):
            for b in (D(1), D(-1), D("1.000000000001"), D("0.999999999999"), UNIT, MOST, -UNIT):
                product(a, b, name)
                quotient(a, b, name)
                quotient(b, a, name)


def roundings(rounds):
    for _ in range(rounds):
        a, digits, name = number(), random.randint(0, 12), rule()
        say("roundedTo", text(a), digits, name, text(a.quantize(D(1).scaleb(-digits), RULES[name])))
        integer(number(), rule())
        multiple(number(), abs(number()), rule())
        multiple(number(), D(random.randint(-1, 60)) / random.choice([1, 4, 100]), rule())
        half = D(random.randrange(-999, 999, 2)) / 2
        digits = random.randint(0, 11)
        for name in RULES:
            integer(half, name)
            integer(D(2**63) * random.choice([1, -1]) + half / 500, name)
            a = half.scaleb(-digits)
            say("roundedTo", text(a), digits, name, text(a.quantize(D(1).scaleb(-digits), RULES[name])))
            multiple(half, D(1), name)
            multiple(MOST, D(7), name)
            multiple(-MOST, D(7), name)


def sample(value):
    bits = struct.unpack("<Q", struct.pack("<d", value))[0]
    if value != value or abs(value) > 1e15:
        return say("sample", bits, "none")
    say("sample", bits, text(D(repr(value)).quantize(UNIT, decimal.ROUND_HALF_EVEN)))


def samples(rounds):
    for value in (0.0, -0.0, 0.1, 1e15, -1e15, 1e-12, 5e-13, 1.5e-12, 2.5e-12, -2.5e-12, 4.9e-324,
                  0.1 + 0.2, 123456789.12345678, float("nan"), float("inf"), float("-inf"),
                  1.7976931348623157e308, 999999999999999.9, 562949953421311.94, 1e-18, 5.000000000000001e-13):
        sample(value)
    for delta in (1, -1):
        bits = struct.unpack("<Q", struct.pack("<d", 1e15))[0] + delta
        sample(struct.unpack("<d", struct.pack("<Q", bits))[0])
    for _ in range(rounds):
        sample(random.uniform(-1, 1) * 10 ** random.randint(-20, 17))
        sample(float(random.randint(-10**15, 10**15)))
        few = random.randint(-10**9, 10**9) / 10 ** random.randint(1, 9)
        sample(math.nextafter(few, random.choice([-math.inf, math.inf])))  # not the few digits beside it
        sample(random.randint(-10**18, 10**18) / 10 ** random.randint(3, 12))
        sample(random.randint(-10**9, 10**9) / 10 ** random.randint(0, 9))
        sample(random.uniform(-2e-12, 2e-12))  # 17 digits around the last that counts
        sample(float(f"{random.randint(1, 999)}5e-13"))  # mostly halves at the last digit
        sample(struct.unpack("<d", struct.pack("<Q", random.getrandbits(64)))[0])


def spelled(value):
    """A number as someone might write it, with or without an exponent."""
    sign, digits, exponent = value.as_tuple()
    word = "".join(map(str, digits))
    shift = random.choice([0, 0, random.randint(-30, 30), random.randint(-10**6, 10**6)])
    point = exponent + shift
    if -40 < point < 0:
        word = word.rjust(-point + random.randint(0, 1), "0")
        word = word[:point] + "." + word[point:] + "0" * random.randint(0, 20)
    elif 0 <= point < 40:
        word += "0" * point + random.choice(["", ".", ".0", ".000000000000000"])
    else:
        shift, word = -exponent, "00" + word
    mark = "" if shift == 0 and random.random() < 0.8 else f"{random.choice('eE')}{-shift:{random.choice(['', '+'])}d}"
    return ("-" if sign else random.choice(["", "+"])) + word + mark


def parse(word):
    value = D(word)
    fits = abs(value) <= MOST and value == value.quantize(UNIT) if abs(value) <= MOST else False
    say("parse", word, text(value) if fits else "none")


def texts(rounds):
    for word in ("0e999999999999999999", "0e-999999999999999999", "1e24", "-1e24", "1000000000000000000000000.000000000001",
                 "1e25", "9e24", "1e-12", "1e-13", "10e-13", "1.0000000000000", "0.00000000000010e1", "1e999999999999999999",
                 "1e-999999999999999999", "123456789012345678901234.123456789012", "5.", ".5", "-.5e1", "000000000000000000000000000000000000000000001",
                 "0." + "0" * 60, "0." + "0" * 60 + "1", "1" + "0" * 24, "1" + "0" * 60, "9" * 60, "0." + "9" * 60,
                 "1" + "0" * 60 + "e-60", "0." + "0" * 59 + "1e60", "340282366920938463463374607431768211456",
                 "1" + "0" * 60 + "1e-70", "100000000000000000000000000000000000001e-12", "10000000000000000000000000000000000001e-13"):
        parse(word)
    for _ in range(rounds):
        parse(spelled(number()))
        parse(spelled(number() * D(random.randint(0, 99)).scaleb(random.randint(-8, 4))))


scale = int(sys.argv[1]) if len(sys.argv) > 1 else 1
sums(3000 * scale)
products(1500 * scale)
roundings(1000 * scale)
samples(3000 * scale)
texts(4000 * scale)
