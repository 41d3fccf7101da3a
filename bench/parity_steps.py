"""Repeats one of our training steps with torch_style32.py and torch_r3gan.py, from the same variables, images and random numbers, and
compares everything that it measures and changes.

    mkdir -p runs/parity
    GOPHERGAN_PARITY=$PWD/runs/parity go test -timeout 60m -run RecordForParity ./ganlib/zoo/stylegan2 ./ganlib/zoo/r3gan
    python bench/parity_steps.py runs/parity

It prints the largest differences, and fails where one is too large. Install torch, numpy and safetensors in an environment of your own.
"""

import pathlib
import sys

import torch
from safetensors.torch import load_file

import torch_r3gan
import torch_style32

LIMIT = 1e-4  # of what difference says; both sides compute in float32
LIMIT_CHANGE = 1e-3  # of what a step changes: weights of the mapping network are around 100 and change by 0.002
NAMES = {"G.constant": "G/4/constant", "D.basis": "D/basis/W"}  # what is not called alike


class Recorded:
    """The random numbers of our step, in its order."""

    def __init__(self, found):
        self.found, self.next = found, 0

    def normal(self, *shape):
        x = images(self.found[f"draw/{self.next}"])
        assert x.shape == shape, f"number {self.next} of what is drawn is {tuple(x.shape)}, not {shape}"
        self.next += 1
        return x

    uniform = normal


def images(x):
    """[B, H, W, C] as [B, C, H, W]; everything else as it is."""
    return x.permute(0, 3, 1, 2) if x.dim() == 4 else x


def path(name):
    """What we call a parameter."""
    return NAMES.get(name) or name.replace("blocks.", "").replace(".", "/").replace("weight", "W").replace("bias", "b")


def as_torch(name, v):
    """One of our variables as PyTorch has it: outputs first, then inputs, then positions."""
    if name.endswith("noise"):
        return images(v)
    if name == "D.blocks.4.dense.weight":  # of a flattened image
        return v.view(4, 4, -1, v.shape[1]).permute(3, 2, 0, 1).flatten(1)
    order = {2: (1, 0), 3: (2, 0, 1), 4: (3, 2, 0, 1)}
    return v.permute(order[v.dim()]) if v.dim() > 1 else v


def difference(ours, theirs):
    """The length of the difference, as a share of the length of ours; of lists of tensors, over all their values."""
    ours, theirs = (torch.cat([t.flatten() for t in x]) if isinstance(x, list) else x for x in (ours, theirs))
    assert ours.shape == theirs.shape, f"{tuple(ours.shape)} and {tuple(theirs.shape)}"
    return ((ours - theirs).double().norm() / ours.double().norm()).item()


@torch.no_grad()
def load(step, found):
    """Gives the step everything that ours had."""
    for player, adam in (("G", step.adam_G), ("D", step.adam_D)):
        for name, p in getattr(step, player).named_parameters(player):
            p.copy_(as_torch(name, found[f"before/{path(name)}"]))
            moments = [as_torch(name, found[f"before/adam/{path(name)}_{m}_moment"]) for m in ("1st", "2nd")]
            adam.state[p] = {
                "step": found[f"before/{player}/adam/step"].clone(),
                "exp_avg": moments[0].clone(memory_format=torch.contiguous_format),
                "exp_avg_sq": moments[1].clone(memory_format=torch.contiguous_format),
            }
    for name, b in step.G.named_buffers("G"):
        b.copy_(as_torch(name, found[f"before/{path(name)}"]))
    for name, p in step.average.state_dict().items():
        p.copy_(as_torch(name, found[f"before/ema/{path('G.' + name)}"]))
    step.done = int(found["before/ema/steps"])
    if hasattr(step, "path_mean"):
        step.path_mean = found["before/G/path_mean"]


def compare(paper, found):
    """All differences, by what they are of."""
    step, x = paper.Step(Recorded(found)), images(found["x"])
    load(step, found)
    with torch.no_grad():
        yield "images of G", difference(images(found["images"]), step.G(found["z"]))
        yield "scores of D", difference(found["scores"], step.D(x))
    for name, value in step(x).items():
        yield name, difference(found[f"measure/{name}"], torch.tensor(value))
    assert f"draw/{step.draw.next}" not in found, "our step draws more"
    if hasattr(step, "path_mean"):
        yield "mean path length", difference(found["after/G/path_mean"], step.path_mean)
    ours = lambda when, names, form="{}": [as_torch(n, found[when + form.format(path(n))]) for n in names]
    for player, adam in (("G", step.adam_G), ("D", step.adam_D)):
        weights = dict(getattr(step, player).named_parameters(player))
        for ordinal, moment in (("1st", "exp_avg"), ("2nd", "exp_avg_sq")):
            theirs = [adam.state[p][moment] for p in weights.values()]
            yield f"Adam's {ordinal} moments of {player}", difference(ours("after/adam/", weights, f"{{}}_{ordinal}_moment"), theirs)
        before = ours("before/", weights)
        yield f"change of {player}", difference(minus(ours("after/", weights), before), minus(weights.values(), before))
    average = {f"G.{name}": v for name, v in step.average.state_dict().items()}
    before = ours("before/ema/", average)
    yield "change of the average of G", difference(minus(ours("after/ema/", average), before), minus(average.values(), before))


def minus(a, b):
    return [x.detach() - y for x, y in zip(a, b)]


folder, good = pathlib.Path(sys.argv[1]), True
for paper in (torch_style32, torch_r3gan):
    name = paper.__name__.removeprefix("torch_")
    for what, off in compare(paper, load_file(folder / f"{name}.safetensors")):
        limit = LIMIT_CHANGE if what.startswith("change") else LIMIT
        print(f"{name}, {what}: {off:.1e}" + ("" if off <= limit else f", more than {limit:.0e}"))
        good = good and off <= limit
sys.exit(not good)
