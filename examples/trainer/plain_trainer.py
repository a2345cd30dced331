"""Trains a logistic regression for client run --trainer with nothing but Python; docs/trainer.md describes the frames."""
import json, math, random, struct, sys


def read(size):
    data = sys.stdin.buffer.read(size)
    return data if len(data) == size else sys.exit()  # the client has ended


def write(kind, content):
    sys.stdout.buffer.write(struct.pack("<IB", 1 + len(content), kind) + content)
    sys.stdout.buffer.flush()


def evaluate(weights, rows):  # mean loss and its gradient
    loss, gradient = 0.0, [0.0] * len(weights)
    for x, y in rows:
        z = sum(w * v for w, v in zip(weights, x))
        loss += max(z, 0) - z * y + math.log1p(math.exp(-abs(z)))
        slope = 1 / (1 + math.exp(-max(-500, min(500, z)))) - y
        gradient = [g + slope * v for g, v in zip(gradient, x)]
    return loss / len(rows), [g / len(rows) for g in gradient]


while (head := struct.unpack("<IB", read(5)))[1] != 7:  # until the goodbye
    kind, content = head[1], read(head[0] - 1)
    if kind == 1:  # hello: a site reads its own rows here, except in a rehearsal; these are made up
        hello = json.loads(content)
        size, draw = hello["parameters"], random.Random(hello["site"])
        rows = []
        for _ in range(200):
            x = [1.0] + [draw.gauss(0, 1) for _ in range(size - 1)]
            rows.append((x, float(draw.random() < 1 / (1 + math.exp(-2 * x[-1])))))
        parts = [rows[:120], rows[120:160], rows[160:]]  # training, validation, test
        write(2, struct.pack("<II", 1, size))
    elif kind == 3:  # train
        weights = list(struct.unpack_from(f"<{size}f", content, 4))
        first, _ = evaluate(weights, parts[0])
        for _ in range(5):
            weights = [w - 0.5 * g for w, g in zip(weights, evaluate(weights, parts[0])[1])]
        write(4, content[:4] + struct.pack(f"<Qd{size}f", len(parts[0]), first, *weights))
    elif kind == 5:  # evaluate
        loss, _ = evaluate(struct.unpack_from(f"<{size}f", content, 5), parts[content[4]])
        write(6, content[:5] + struct.pack("<Qd", len(parts[content[4]]), loss))
