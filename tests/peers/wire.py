"""Snappy blocks and the remote-write message, decoded in plain Python: an independent reading of what an agent sends."""
import struct

STALE_BITS = 0x7FF0000000000002


def unsnappy(data):
    """A snappy block (format description of the library, not the framed format)."""
    size, at = _varint(data, 0)
    out = bytearray()
    while at < len(data):
        tag = data[at]
        at += 1
        kind = tag & 3
        if kind == 0:
            length = tag >> 2
            if length >= 60:
                extra = length - 59
                length = int.from_bytes(data[at:at + extra], "little")
                at += extra
            length += 1
            out += data[at:at + length]
            at += length
            continue
        if kind == 1:
            length = ((tag >> 2) & 7) + 4
            offset = ((tag >> 5) << 8) | data[at]
            at += 1
        else:
            length = (tag >> 2) + 1
            width = 2 if kind == 2 else 4
            offset = int.from_bytes(data[at:at + width], "little")
            at += width
        if offset == 0 or offset > len(out):
            raise ValueError("copy from before the beginning")
        for _ in range(length):
            out.append(out[-offset])
    if len(out) != size:
        raise ValueError("decoded %d bytes, %d were promised" % (len(out), size))
    return bytes(out)


def _varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _fields(data):
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = _varint(data, at)
        elif kind == 1:
            value, at = data[at:at + 8], at + 8
        elif kind == 2:
            size, at = _varint(data, at)
            value, at = data[at:at + size], at + size
        elif kind == 5:
            value, at = data[at:at + 4], at + 4
        else:
            raise ValueError("wire type %d" % kind)
        yield key >> 3, value


class Sample:
    def __init__(self, timestamp, bits):
        self.timestamp = timestamp
        self.bits = bits

    @property
    def stale(self):
        return self.bits == STALE_BITS

    @property
    def value(self):
        return struct.unpack("<d", struct.pack("<Q", self.bits))[0]

    def __repr__(self):
        return "stale" if self.stale else repr(self.value)


def write_request(body):
    """[(labels as a sorted tuple of pairs, [Sample])] of one request; metadata is left out."""
    series = []
    for number, message in _fields(unsnappy(body)):
        if number != 1:
            continue
        labels, samples = [], []
        for field, part in _fields(message):
            if field == 1:
                pair = dict(_fields(part))
                labels.append((pair.get(1, b"").decode(), pair.get(2, b"").decode()))
            elif field == 2:
                values = dict(_fields(part))
                stamp = values.get(2, 0)
                samples.append(Sample(stamp - (1 << 64) if stamp >> 63 else stamp,
                                      struct.unpack("<Q", values.get(1, bytes(8)))[0]))
        if labels != sorted(labels):
            raise ValueError("labels are not sorted: %r" % labels)
        series.append((tuple(labels), samples))
    return series
