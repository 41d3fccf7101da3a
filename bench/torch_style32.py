"""StyleGAN2's step on 32×32 images in PyTorch: the networks and the numbers of `stylegan2.Small`, written from the papers of Karras et
al., 2018 (arXiv:1812.04948) and 2020 (arXiv:1912.04958). peer_torch.py times it, and parity_steps.py holds it against ours.

Where the paper leaves a choice, it is ours: one noise for both players, styles mixed image by image, penalties before the step.
"""

import copy
import math

import torch
from torch import nn
from torch.nn import functional as F

SIZE, Z, W, BATCH, SLOPE = 32, 128, 128, 16, 0.2
SIZES = [4, 8, 16, 32]
LAYERS = 2 * len(SIZES)  # styles that an image takes: 2·log₂(32) − 2
MIXING, W_DECAY, HALF_LIFE = 0.9, 0.995, 10_000
R1, R1_EVERY = 0.03, 16
PATH, PATH_EVERY, PATH_DECAY = 2, 4, 0.01
RATE, BETAS = 2.5e-3, (0.0, 0.99)
PERIOD = R1_EVERY  # steps after which all begins anew
PARAMETERS = 848_499, 871_585  # of G and of D


def channels(size):
    return min(1024 // size, 128)


def activate(x):
    return F.leaky_relu(x, SLOPE) * math.sqrt(2)


def smooth(x, conv=F.conv2d, gain=1, **window):
    """The filter [1, 3, 3, 1] along both axes, channel by channel."""
    line = torch.tensor([1.0, 3.0, 3.0, 1.0], device=x.device) / 8
    c = x.shape[1]
    return conv(x, (gain * torch.outer(line, line)).expand(c, 1, 4, 4), groups=c, **window)


def upsample(x):
    return smooth(x, F.conv_transpose2d, gain=4, stride=2, padding=1)


def downsample(x):
    return smooth(x, stride=2, padding=1)


class Equalized(nn.Module):
    """Weights from N(0, 1) that are scaled by 1/√fan-in where they are used."""

    def __init__(self, *shape, rate=1, bias=True, start=0):
        super().__init__()
        self.rate, self.gain = rate, rate / math.sqrt(math.prod(shape[1:]))
        self.weight = nn.Parameter(torch.randn(shape) / rate)
        self.bias = nn.Parameter(torch.full(shape[:1], start / rate)) if bias else None

    def used(self):
        return self.weight * self.gain, None if self.bias is None else self.bias * self.rate

    def forward(self, x, **window):
        weight, bias = self.used()
        return F.linear(x, weight, bias) if weight.dim() == 2 else F.conv2d(x, weight, bias, **window)


class Modulated(nn.Module):
    """A convolution whose weights a style scales, Eq. 1 and 3 of 2020. Inputs and outputs are scaled instead of the weights: then one
    convolution serves all images, which is faster than a group for each."""

    def __init__(self, i, o, kernel, demodulate=True, up=False):
        super().__init__()
        self.demodulate, self.up = demodulate, up
        self.weight = nn.Parameter(torch.randn(o, i, kernel, kernel))
        self.bias = nn.Parameter(torch.zeros(o))
        self.style = Equalized(i, W, start=1.0)

    def forward(self, x, w, noise=None):
        style, weight = self.style(w), self.weight / math.sqrt(math.prod(self.weight.shape[1:]))
        x = x * style[:, :, None, None]
        if self.up:
            x = smooth(F.conv_transpose2d(x, weight.transpose(0, 1), stride=2), gain=4, padding=1)
        else:
            x = F.conv2d(x, weight, padding=weight.shape[2] // 2)
        if self.demodulate:
            x = x * torch.rsqrt(style.square() @ weight.square().sum((2, 3)).T + 1e-8)[:, :, None, None]
        if noise is not None:
            x = x + noise
        return x + self.bias[:, None, None]


class Styled(Modulated):
    """A layer of the synthesis: with noise and an activation."""

    def __init__(self, i, o, size, up=False):
        super().__init__(i, o, 3, up=up)
        self.size, self.strength = size, nn.Parameter(torch.zeros(()))
        self.register_buffer("noise", torch.randn(1, 1, size, size))

    def forward(self, x, w, draw=None):
        noise = self.noise if draw is None else draw.normal(len(x), 1, self.size, self.size)
        return activate(super().forward(x, w, self.strength * noise))


class G(nn.Module):
    def __init__(self):
        super().__init__()
        self.mapping = nn.ModuleList(Equalized(W, W if i else Z, rate=0.01) for i in range(8))
        self.blocks = nn.ModuleDict()
        for size in SIZES:
            i, o = channels(max(4, size // 2)), channels(size)
            block = {"conv0": Styled(i, o, size, up=True)} if size > 4 else {}
            block |= {"conv1": Styled(o, o, size), "image": Modulated(o, 3, 1, demodulate=False)}
            self.blocks[str(size)] = nn.ModuleDict(block)
        self.constant = nn.Parameter(torch.randn(channels(4), 4, 4))
        self.register_buffer("w_average", torch.zeros(W))

    def map(self, z):
        w = z * torch.rsqrt(z.square().mean(1, keepdim=True) + 1e-8)
        for layer in self.mapping:
            w = activate(layer(w))
        return w

    def synthesis(self, w, draw=None):
        """Styles w [B, LAYERS, W] to images; with the fixed noise if none is drawn."""
        h, x, i = self.constant.expand(len(w), -1, -1, -1), None, 0
        for block in self.blocks.values():
            for name in ("conv0", "conv1"):
                if name in block:
                    h, i = block[name](h, w[:, i], draw), i + 1
            drawn = block["image"](h, w[:, i])
            x = drawn if x is None else upsample(x) + drawn
        return x

    def forward(self, z):
        return self.synthesis(self.map(z)[:, None].expand(-1, LAYERS, -1))


class D(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleDict()
        for size in reversed(SIZES[1:]):
            i, o = channels(size), channels(size // 2)
            block = {"image": Equalized(i, 3, 1, 1)} if size == SIZE else {}
            block |= {"skip": Equalized(o, i, 1, 1, bias=False), "conv0": Equalized(i, i, 3, 3), "conv1": Equalized(o, i, 3, 3)}
            self.blocks[str(size)] = nn.ModuleDict(block)
        c = channels(4)
        last = {"conv": Equalized(c, c + 1, 3, 3), "dense": Equalized(c, 16 * c), "out": Equalized(1, c)}
        self.blocks["4"] = nn.ModuleDict(last)

    def forward(self, x):
        *blocks, last = self.blocks.values()
        h = activate(blocks[0]["image"](x))
        for block in blocks:
            past = block["skip"](downsample(h))
            h = activate(block["conv0"](h, padding=1))
            h = activate(block["conv1"](smooth(h, padding=2), stride=2))
            h = (h + past) * math.sqrt(0.5)
        h = activate(last["conv"](with_deviation(h), padding=1))
        return last["out"](activate(last["dense"](h.flatten(1)))).flatten()


def with_deviation(h, group=4):
    """One more channel: the mean deviation over a group of images."""
    b, c, height, width = h.shape
    deviation = (h.view(group, b // group, c, height, width).var(0, correction=0) + 1e-8).sqrt().mean((1, 2, 3))
    return torch.cat([h, deviation.repeat(group).view(b, 1, 1, 1).expand(-1, -1, height, width)], 1)


def lazy(parameters, every):
    """Adam for a player who takes one more step every so many, for a penalty (appendix B of 2020)."""
    c = every / (every + 1)
    return torch.optim.Adam(parameters, RATE * c, [beta**c for beta in BETAS], 1e-8)


class Step:
    """Everything between two batches. draw has the random numbers: normal(*shape) and uniform(*shape)."""

    def __init__(self, draw, device="cpu"):
        self.draw, self.done = draw, 0
        self.G, self.D = G().to(device), D().to(device)
        self.average = copy.deepcopy(self.G).requires_grad_(False)
        self.path_mean = torch.zeros((), device=device)
        self.adam_G, self.adam_D = lazy(self.G.parameters(), PATH_EVERY), lazy(self.D.parameters(), R1_EVERY)

    def __call__(self, x):
        measured = {}
        if self.done % PATH_EVERY == 0:
            measured |= self.path_length(len(x) // 2)
        if self.done % R1_EVERY == 0:
            measured |= self.flatten(x)
        w = self.mixed(len(x))
        with torch.no_grad():
            self.G.w_average.lerp_(w[:, 0].mean(0), 1 - W_DECAY)
        fake = self.G.synthesis(w, self.draw)
        loss_D = F.softplus(-self.D(x)).mean() + F.softplus(self.D(fake.detach())).mean()
        descend(self.adam_D, loss_D)
        loss_G = F.softplus(-self.D(fake)).mean()
        descend(self.adam_G, loss_G)
        self.update_average(len(x))
        self.done += 1
        return {name: value.item() for name, value in (measured | {"loss D": loss_D, "loss G": loss_G}).items()}

    def mixed(self, n):
        """Styles of n images, of which a share has a second one from some layer on."""
        first = self.G.map(self.draw.normal(n, Z))
        start = 1 + (self.draw.uniform(n, 1, 1) * (LAYERS - 1)).floor()
        mixes = self.draw.uniform(n, 1, 1) < MIXING
        second = self.G.map(self.draw.normal(n, Z))
        layer = torch.arange(LAYERS, device=first.device)[:, None]
        return torch.where(mixes & (layer >= start), second[:, None], first[:, None])

    def path_length(self, n):
        w = self.mixed(n)
        fake = self.G.synthesis(w, self.draw)
        along = (fake * self.draw.normal(*fake.shape)).sum() / SIZE
        slope = torch.autograd.grad(along, w, create_graph=True)[0]
        lengths = (slope.square().sum((1, 2)) / LAYERS + 1e-12).sqrt()
        mean = self.path_mean + PATH_DECAY * (lengths.mean() - self.path_mean)
        self.path_mean = mean.detach()
        penalty = (lengths - mean).square().mean()
        descend(self.adam_G, PATH * PATH_EVERY * penalty)
        return {"path length": lengths.mean(), "path penalty": penalty}

    def flatten(self, x):
        x = x.detach().requires_grad_()
        slope = torch.autograd.grad(self.D(x).sum(), x, create_graph=True)[0]
        penalty = slope.square().sum((1, 2, 3)).mean() / 2
        descend(self.adam_D, R1 * R1_EVERY * penalty)
        return {"R1": penalty}

    @torch.no_grad()
    def update_average(self, batch):
        """G's average over the last images: half-life and ramp-up of StyleGAN2-ADA (arXiv:2006.06676)."""
        images = min(0.05 * self.done * batch, HALF_LIFE)
        keep = 0.5 ** (batch / images) if images else 0
        for average, weight in zip(self.average.parameters(), self.G.parameters()):
            average.lerp_(weight, 1 - keep)
        for average, value in zip(self.average.buffers(), self.G.buffers()):
            average.copy_(value)


def descend(adam, loss):
    """A step of one player; of the other's gradients none is computed. Biases that a penalty does not depend on have the gradient 0,
    as ours have: Adam would pass them over, and not count the step for them."""
    parameters = adam.param_groups[0]["params"]
    adam.zero_grad()
    loss.backward(inputs=parameters)
    for p in parameters:
        if p.grad is None:
            p.grad = torch.zeros_like(p)
    adam.step()
