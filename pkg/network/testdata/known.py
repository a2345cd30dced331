"""Writes known.json: small networks and what PyTorch says about them.

Run with torch 1.12.1, numpy 1.26.4 and cryptography (any):
    python known.py > known.json

cases: outputs, loss, gradient summed over the rows, the norm of each row's
gradient, and the norms of the gradients of units of the given numbers of rows,
all by automatic differentiation in float64. initial: weights to begin with,
worked out once more from the bytes of AES-256 in counter mode.
"""
import hashlib
import json
import struct

import torch
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

torch.manual_seed(20261125)


def shorten(values):
    return [float("%.9g" % v) for v in values]


def draw(*size):
    return torch.randn(*size, dtype=torch.float64).float().double()


def case(inputs, hidden, outputs, activation, loss, units):
    rows = sum(units)
    widths = [inputs, *hidden, outputs]
    weights = [(draw(m, n).div(m ** 0.5).float().double().requires_grad_(), draw(n).requires_grad_())
               for m, n in zip(widths, widths[1:])]
    x = draw(rows, inputs)
    flat = [p for pair in weights for p in pair]

    def forward(x):
        for i, (w, b) in enumerate(weights):
            x = torch.nn.functional.linear(x, w.T, b)
            if i < len(weights) - 1:
                x = torch.relu(x) if activation == "relu" else torch.tanh(x)
        return x

    if loss == "logistic":
        y = torch.randint(2, (rows, outputs)).double()
        judge = torch.nn.BCEWithLogitsLoss(reduction="sum")
        targets = y
    elif loss == "softmax":
        classes = torch.randint(outputs, (rows,))
        y = torch.nn.functional.one_hot(classes, outputs).double()
        judge = torch.nn.CrossEntropyLoss(reduction="sum")
        targets = classes
    else:
        y = targets = draw(rows, outputs)
        mse = torch.nn.MSELoss(reduction="sum")
        judge = lambda o, t: mse(o, t) / 2

    def gradient(first, last):
        value = judge(forward(x[first:last]), targets[first:last])
        parts = torch.autograd.grad(value, flat)
        return value, torch.cat([p.flatten() for p in parts])

    value, g = gradient(0, rows)
    ends = [sum(units[:i + 1]) for i in range(len(units))]
    return {
        "inputs": inputs, "hidden": hidden, "outputs": outputs, "activation": activation, "loss": loss,
        "weights": torch.cat([p.flatten() for p in flat]).tolist(),
        "x": x.flatten().tolist(), "y": y.flatten().tolist(), "units": units,
        "expected": {
            "outputs": shorten(forward(x).flatten().tolist()),
            "loss": value.item(), "gradient": shorten(g.tolist()),
            "rows": shorten(gradient(i, i + 1)[1].norm().item() for i in range(rows)),
            "units": shorten(gradient(e - u, e)[1].norm().item() for u, e in zip(units, ends)),
        },
    }


def initial(text, inputs, hidden, outputs, activation):
    key = hashlib.sha256(text.encode()).digest()
    widths = [inputs, *hidden, outputs]
    stream = Cipher(algorithms.AES(key), modes.CTR(bytes(16))).encryptor()
    weights = []
    for i, (m, n) in enumerate(zip(widths, widths[1:])):
        he = activation == "relu" and i < len(widths) - 2
        bound = (6 / (m if he else m + n)) ** 0.5
        for _ in range(m * n):
            place = (struct.unpack("<Q", stream.update(bytes(8)))[0] >> 11) / 2 ** 52 - 1
            weights.append(struct.unpack("<f", struct.pack("<f", bound * place))[0])
        weights += [0.0] * n
    return {"seed": text, "inputs": inputs, "hidden": hidden, "outputs": outputs, "activation": activation, "weights": weights}


print(json.dumps({
    "cases": [
        case(3, [4], 1, "relu", "logistic", [1, 1, 2, 3]),
        case(3, [4, 3], 1, "tanh", "logistic", [2, 1, 4]),
        case(4, [5, 4, 3], 3, "relu", "softmax", [3, 1, 1]),
        case(2, [3], 2, "tanh", "softmax", [1, 5]),
        case(3, [4, 4], 2, "relu", "squared", [2, 2, 1]),
        case(3, [4], 1, "tanh", "squared", [4]),
        case(5, [], 1, "tanh", "logistic", [1, 2]),
        case(2, [3], 3, "tanh", "logistic", [2, 2]),
    ],
    "initial": [initial("one", 3, [4, 2], 1, "relu"), initial("two", 3, [4, 2], 2, "tanh")],
}, indent=None, separators=(",", ":")).replace('{"inputs"', '\n{"inputs"').replace('{"seed"', '\n{"seed"'))
