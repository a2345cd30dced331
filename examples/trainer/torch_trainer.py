"""Trains a PyTorch network of 1,000,120 parameters for client run --trainer; docs/trainer.md describes the frames."""
import json, struct, sys, torch
from torch import nn


def read(size):
    data = bytearray(sys.stdin.buffer.read(size))
    return data if len(data) == size else sys.exit()  # the client has ended


def write(kind, *parts):
    sys.stdout.buffer.write(struct.pack("<IB", 1 + sum(map(len, parts)), kind) + b"".join(parts))
    sys.stdout.buffer.flush()


model, mean_loss = nn.Sequential(nn.Linear(784, 1258), nn.ReLU(), nn.Linear(1258, 10)), nn.CrossEntropyLoss()
size, optimiser = sum(p.numel() for p in model.parameters()), torch.optim.SGD(model.parameters(), lr=0.05)
while (head := struct.unpack("<IB", read(5)))[1] != 7:  # until the goodbye
    kind, content = head[1], read(head[0] - 1)
    if kind == 1:  # hello: a site reads its own rows here, except in a rehearsal; these are made up
        hello = json.loads(content)
        common, own = torch.Generator().manual_seed(hello["seed"]), torch.Generator().manual_seed(sum(hello["site"].encode()))
        y = torch.randint(10, (1000,), generator=own)
        x = torch.randn(10, 784, generator=common)[y] + 4 * torch.randn(1000, 784, generator=own)
        parts = [(x[:600], y[:600]), (x[600:800], y[600:800]), (x[800:], y[800:])]  # training, validation, test
        write(2, struct.pack("<II", 1, size))
        continue
    x, y = parts[content[4] if kind == 5 else 0]  # evaluate, or train
    nn.utils.vector_to_parameters(torch.frombuffer(content[-4 * size :], dtype=torch.float32), model.parameters())
    losses = []
    for batch in torch.randperm(len(y)).split(50):
        losses += [mean_loss(model(x[batch]), y[batch])]
        kind == 3 and (optimiser.zero_grad(), losses[-1].backward(), optimiser.step())
    answer = nn.utils.parameters_to_vector(model.parameters()).tolist() if kind == 3 else []
    write(kind + 1, content[: -4 * size], struct.pack(f"<Qd{len(answer)}f", len(y), sum(losses) / len(losses), *answer))
