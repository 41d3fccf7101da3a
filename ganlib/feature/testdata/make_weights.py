"""Writes the files beside it, by which the tests hold the reader of weights against PyTorch and safetensors themselves.

    python -m venv venv && venv/bin/pip install torch==2.15.0 safetensors==0.8.0 numpy==2.4.6
    venv/bin/python ganlib/feature/testdata/make_weights.py

Every tensor of n numbers has 0, ⅛, ¼ … in the order of its shape, unless the test says otherwise: these are exact in all types.
"""
import argparse
import collections
import pathlib
import random

import numpy
import safetensors.torch
import torch

here = pathlib.Path(__file__).parent


def eighths(*shape, dtype=torch.float32):
    n = int(numpy.prod(shape))
    return (torch.arange(n, dtype=torch.float64) / 8).reshape(shape).to(dtype)


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(2, 3, 3, bias=False)
        self.norm = torch.nn.BatchNorm2d(3)
        with torch.no_grad():
            self.conv.weight.copy_(eighths(3, 2, 3, 3))

    def forward(self, x):
        return self.norm(self.conv(x))


def kinds():
    """One tensor of each type that a state dict may hold, and of each odd shape."""
    return collections.OrderedDict(
        float16=eighths(2, 3, dtype=torch.float16),
        bfloat16=eighths(2, 3, dtype=torch.bfloat16),
        float32=eighths(2, 3),
        float64=eighths(2, 3, dtype=torch.float64),
        scalar=torch.tensor(0.25),
        empty=torch.zeros(0),
        none=torch.zeros(3, 0, 2),
        num_batches_tracked=torch.tensor(7),
        mask=torch.tensor([True, False]),
        rng_state=torch.arange(9, dtype=torch.uint8),
        int8=torch.tensor([1], dtype=torch.int8),
        int16=torch.tensor([1], dtype=torch.int16),
        int32=torch.tensor([1], dtype=torch.int32),
        complex=torch.tensor([1 + 2j]),
    )


def views():
    """Tensors that share one storage, and are not in its order."""
    whole = eighths(4, 6)
    return {"whole": whole, "turned": whole.t(), "part": whole[1:3, ::2], "repeated": torch.ones(1).expand(3)}


def beside():
    """What training scripts keep beside their weights."""
    return {
        "args": argparse.Namespace(lr=0.1, size=torch.Size([1, 2]), kind=torch.float16),
        "best": numpy.float64(0.5),
        "scores": numpy.arange(3),
        "rng": random.getstate(),
        "numpy_rng": numpy.random.RandomState(1).get_state()[:1],
        "shape": torch.Size([2, 3]),
        "seen": {1, 2},
        "raw": b"bytes",
        "pair": 1 + 2j,
        "path": pathlib.PurePosixPath("a/b"),
        "device": torch.device("cpu"),
        "counts": collections.Counter("aab"),
        "epoch": 3,
    }


net = Net()
torch.save(net.state_dict(), here / "state_dict.pth")
torch.save(dict(net.named_parameters()), here / "parameters.pth")
torch.save(kinds(), here / "kinds.pth")
torch.save(kinds(), here / "kinds_before_2020.pth", _use_new_zipfile_serialization=False)
torch.save({**kinds(), "float8": eighths(4, dtype=torch.float8_e4m3fn), "uint16": torch.tensor([1], dtype=torch.uint16)}, here / "newer_kinds.pth")
torch.save(views(), here / "views.pth")
torch.save({**net.state_dict(), **beside()}, here / "beside.pth")
torch.save({**beside(), "g_ema": net.state_dict(), "state": {"d": kinds(), "lr": 0.1}}, here / "checkpoint.pth")
torch.save(net, here / "model.pth")
torch.save([net.state_dict()], here / "list.pth")
torch.save(collections.defaultdict(int, net.state_dict()), here / "defaultdict.pth")
torch.jit.save(torch.jit.script(torch.nn.Linear(1, 1)), here / "script.pth")
safetensors.torch.save_file({**kinds(), "float8": eighths(4, dtype=torch.float8_e4m3fn)}, here / "kinds.safetensors", {"format": "pt"})
