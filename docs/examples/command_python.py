#!/usr/bin/env python3
"""Activation functions in plain Python, as a command for actcheck to check. Nothing but the standard library is needed.

    check it:   actcheck check --command 'python3 command_python.py'

The protocol (actcheck.command/1) is lines of JSON and raw arrays: on stdin a line that names a function, then its inputs; on
stdout a line that says "ok", then its results. Print other things to stderr.
"""
import json
import math
import struct
import sys
from array import array


def relu(x, params):
    return 0.0 if x < 0 else x  # the comparison is this way round so that NaN stays NaN


def relu_slope(x, params):
    return 1.0 if x > 0 else 0.0


def leaky_relu(x, params):
    if x < 0:
        return params[0] * x if params[0] != 0 else 0.0  # 0 * -inf would be NaN
    return x


def leaky_relu_slope(x, params):
    return 1.0 if x > 0 else params[0]


def gelu(x, params):
    return -0.0 if x < -40 else 0.5 * x * math.erfc(-x / math.sqrt(2))  # -inf * 0, again


def gelu_slope(x, params):
    if abs(x) > 40:
        return 1.0 if x > 0 else 0.0
    return 0.5 * math.erfc(-x / math.sqrt(2)) + x * math.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)


ACTIVATIONS = {"relu": (relu, relu_slope), "leaky_relu": (leaky_relu, leaky_relu_slope), "gelu": (gelu, gelu_slope)}


def half(x):
    try:
        return struct.pack("<e", x)
    except OverflowError:  # above the largest number of f16
        return struct.pack("<e", math.copysign(math.inf, x))


def bf16(x):
    bits = struct.unpack("<I", array("f", [x]).tobytes())[0]
    if x == x:  # to nearest, ties to even; of NaN the upper half is NaN already
        bits += 0x7FFF + (bits >> 16 & 1)
    return struct.pack("<H", bits >> 16)


def wide(raw):  # the upper halves of floats
    floats = bytearray(2 * len(raw))
    floats[2::4], floats[3::4] = raw[0::2], raw[1::2]
    return array("f", bytes(floats))


# Of each format: bytes of a number, bytes to numbers, numbers to bytes.
FORMATS = {
    "f64": (8, lambda raw: array("d", raw), lambda y: array("d", y).tobytes()),
    "f32": (4, lambda raw: array("f", raw), lambda y: array("f", y).tobytes()),
    "f16": (2, lambda raw: struct.unpack(f"<{len(raw) // 2}e", raw), lambda y: b"".join(map(half, y))),
    "bf16": (2, wide, lambda y: b"".join(map(bf16, y))),
}


def called(header):
    """Reads the arrays of one call, and returns those of the answer."""
    name, _, rest = header["call"].rpartition("_backward")
    stem = name or rest
    activation, number_format = stem.rsplit("_", 1)
    function, slope = ACTIVATIONS[activation]
    size, load, store = FORMATS[number_format]
    params = [float(p) for p in header["params"]]  # float() knows the strings "inf" and "-inf" too
    x = load(sys.stdin.buffer.read(header["n"] * size))
    if not name:
        return store([function(v, params) for v in x])
    dy = load(sys.stdin.buffer.read(header["n"] * size))
    return store([d * slope(v, params) for v, d in zip(x, dy)])


def say(message, results=b""):
    sys.stdout.buffer.write(json.dumps(message).encode() + b"\n" + results)
    sys.stdout.buffer.flush()


hello = json.loads(sys.stdin.buffer.readline())
if hello["protocol"] != "actcheck.command/1":
    sys.exit(f"unknown protocol {hello['protocol']}")
say({
    "protocol": "actcheck.command/1",
    "name": "plain Python",
    "version": sys.version.split()[0],
    "functions": [f"{a}_{f}{p}" for a in ACTIVATIONS for f in FORMATS for p in ("", "_backward")],
})
for line in sys.stdin.buffer:
    say({"ok": True}, called(json.loads(line)))
