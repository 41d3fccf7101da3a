"""R3GAN's step on 32×32 images in PyTorch: the networks and the numbers of `r3gan.Small` at the start of its schedules, written from the
paper of Huang et al. 2024 (arXiv:2501.05441). peer_torch.py times it, and parity_steps.py holds it against ours.
"""

import copy
import math

import torch
from torch import nn
from torch.nn import functional as F

SIZE, Z, BATCH, SLOPE, GAMMA = 32, 64, 64, 0.2, 2
SIZES = [4, 8, 16, 32]
RATE, BETAS, HALF_LIFE = 2e-3, (0.0, 0.9), 0  # the half-life of G's average grows from 0
PERIOD = 1  # all steps are the same
PARAMETERS = 178_160, 170_096  # of G and of D


def channels(size):
    return min(512 // size, 128)


def smooth(x, conv, gain=1, **window):
    """The filter [1, 2, 1] along both axes, channel by channel."""
    line = torch.tensor([1.0, 2.0, 1.0], device=x.device) / 4
    c = x.shape[1]
    return conv(x, (gain * torch.outer(line, line)).expand(c, 1, 3, 3), groups=c, **window)


def upsample(x):
    return smooth(x, F.conv_transpose2d, gain=4, stride=2)[:, :, :-1, :-1]


def downsample(x):
    return smooth(x, F.conv2d, stride=2, padding=1)


def conv(i, o, kernel=1, groups=1, gain=1.0, bias=False):
    layer = nn.Conv2d(i, o, kernel, padding=kernel // 2, groups=groups, bias=bias)
    nn.init.normal_(layer.weight, std=gain / math.sqrt(layer.weight[0].numel()))
    if bias:
        nn.init.zeros_(layer.bias)
    return layer


def dense(i, o):
    layer = nn.Linear(i, o, bias=False)
    nn.init.normal_(layer.weight, std=1 / math.sqrt(i))
    return layer


class Block(nn.ModuleList):
    """A bottleneck turned inside out, which starts as nothing (Fixup, arXiv:1901.09321)."""

    def __init__(self, c):
        gain = math.sqrt(2 / (1 + SLOPE**2)) * len(SIZES) ** -0.25
        inner, groups = 2 * c, max(1, 2 * c // 16)
        super().__init__([conv(c, inner, 1, 1, gain, True), conv(inner, inner, 3, groups, gain, True), conv(inner, c, gain=0.0)])

    def forward(self, x):
        first, second, last = self
        return x + last(F.leaky_relu(second(F.leaky_relu(first(x), SLOPE)), SLOPE))


def stage(i, size):
    """What one size has: a change of the width if it needs one, and a block."""
    o = channels(size)
    return nn.ModuleDict(({"width": conv(i, o)} if i != o else {}) | {"0": Block(o)})


class G(nn.Module):
    def __init__(self):
        super().__init__()
        self.basis = nn.Parameter(torch.randn(channels(4), 4, 4))
        self.z = dense(Z, channels(4))
        self.blocks = nn.ModuleDict({str(s): stage(channels(max(4, s // 2)), s) for s in SIZES})
        self.image = conv(channels(SIZE), 3)

    def forward(self, z):
        h = self.basis * self.z(z)[:, :, None, None]
        for size, block in self.blocks.items():
            if size != "4":
                h = upsample(block["width"](h) if "width" in block else h)
            h = block["0"](h)
        return self.image(h)


class D(nn.Module):
    def __init__(self):
        super().__init__()
        self.image = conv(3, channels(SIZE))
        self.blocks = nn.ModuleDict({str(s): stage(channels(min(SIZE, 2 * s)), s) for s in reversed(SIZES)})
        self.basis = nn.Parameter(torch.randn(channels(4), 4, 4) / 4)
        self.out = dense(channels(4), 1)

    def forward(self, x):
        h = self.image(x)
        for size, block in self.blocks.items():
            if size != str(SIZE):
                h = downsample(h)
                h = block["width"](h) if "width" in block else h
            h = block["0"](h)
        return self.out((h * self.basis).sum((2, 3))).flatten()


class Step:
    """Everything between two batches. draw has the random numbers: normal(*shape)."""

    def __init__(self, draw, device="cpu"):
        self.draw, self.done = draw, 0
        self.G, self.D = G().to(device), D().to(device)
        self.average = copy.deepcopy(self.G).requires_grad_(False)
        self.adam_G, self.adam_D = (torch.optim.Adam(p.parameters(), RATE, BETAS, 1e-8) for p in (self.G, self.D))

    def __call__(self, x):
        fake = self.G(self.draw.normal(len(x), Z))
        real_scores, R1 = self.penalised(x)
        fake_scores, R2 = self.penalised(fake)
        loss_D = F.softplus(fake_scores - real_scores).mean()
        descend(self.adam_D, loss_D + GAMMA * (R1 + R2))
        with torch.no_grad():
            real_scores = self.D(x)
        loss_G = F.softplus(real_scores - self.D(fake)).mean()
        descend(self.adam_G, loss_G)
        self.update_average(len(x))
        self.done += 1
        return {name: value.item() for name, value in {"loss D": loss_D, "loss G": loss_G, "R1": R1, "R2": R2}.items()}

    def penalised(self, x):
        """Scores of images, and ½·E[‖∇D(x)‖²] on them, of one pass through D."""
        x = x.detach().requires_grad_()
        scores = self.D(x)
        slope = torch.autograd.grad(scores.sum(), x, create_graph=True)[0]
        return scores, slope.square().sum((1, 2, 3)).mean() / 2

    @torch.no_grad()
    def update_average(self, batch):
        keep = 0.5 ** (batch / HALF_LIFE) if HALF_LIFE else 0
        for average, weight in zip(self.average.parameters(), self.G.parameters()):
            average.lerp_(weight, 1 - keep)


def descend(adam, loss):
    """A step of one player; of the other's gradients none is computed."""
    adam.zero_grad()
    loss.backward(inputs=adam.param_groups[0]["params"])
    adam.step()
