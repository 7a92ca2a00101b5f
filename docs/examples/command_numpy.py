#!/usr/bin/env python3
"""Activation functions in NumPy, as a command for actcheck to check. Put your own array library in NumPy's place.

    check it:   actcheck check --command 'python3 command_numpy.py'

See command_python.py for the protocol in words, and the page "A program as the subject" for all of it.
"""
import json
import sys

import numpy as np

TYPES = {"f64": np.float64, "f32": np.float32, "f16": np.float16}


def relu(x):
    return np.maximum(x, 0)


def relu_backward(x, dy):
    return np.where(x > 0, dy, dy.dtype.type(0))


def sigmoid(x):
    return (1 / (1 + np.exp(-x.astype(np.float64)))).astype(x.dtype)


def sigmoid_backward(x, dy):
    e = np.exp(-np.abs(x.astype(np.float64)))  # the derivative is even, and this way nothing cancels or overflows
    return (dy * (e / (1 + e) ** 2)).astype(x.dtype)


def softmax(x):  # of rows
    wide = x.astype(np.float64)
    e = np.exp(wide - wide.max(axis=1, keepdims=True, initial=-np.inf))
    return (e / e.sum(axis=1, keepdims=True)).astype(x.dtype)


ELEMENTWISE = {"relu": relu, "relu_backward": relu_backward, "sigmoid": sigmoid, "sigmoid_backward": sigmoid_backward}
ROW_WISE = {"softmax": softmax}


def functions():
    """All functions by their names in the protocol: relu_f32, relu_f32_backward, ..."""
    for number_format, number in TYPES.items():
        for name, function in {**ELEMENTWISE, **ROW_WISE}.items():
            activation, backward, _ = name.partition("_backward")
            yield f"{activation}_{number_format}{backward}", (function, number, 2 if backward else 1)


def say(message, results=b""):
    sys.stdout.buffer.write(json.dumps(message).encode() + b"\n" + results)
    sys.stdout.buffer.flush()


known = dict(functions())
sys.stdin.buffer.readline()  # actcheck's greeting
say({"protocol": "actcheck.command/1", "name": "numpy", "version": np.__version__, "functions": list(known)})
np.seterr(all="ignore")  # overflow is part of the check
for line in sys.stdin.buffer:
    header = json.loads(line)
    function, number, inputs = known[header["call"]]
    shape = (header["rows"], header["cols"]) if "rows" in header else (header["n"],)
    size = int(np.prod(shape)) * np.dtype(number).itemsize
    arrays = [np.frombuffer(sys.stdin.buffer.read(size), number).reshape(shape) for _ in range(inputs)]
    say({"ok": True}, function(*arrays).tobytes())
