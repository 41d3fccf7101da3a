"""Times one training step of `kernel bench` in PyTorch, eager: that of StyleGAN2 or of R3GAN on 32×32 images, penalties, Adam, average
of G and all.

    python bench/peer_torch.py style32|r3gan [--batch N] [--steps 16] [--threads N] [--channels-last]

It prints one JSON line, which `kernel bench --beside` reads. StyleGAN2's penalties are due only every few steps: what counts there are
the means over whole periods of 16 steps, as `kernel bench` has it. Install torch in an environment of your own.
"""

import argparse
import importlib
import json
import os
import statistics
import time

import torch

parser = argparse.ArgumentParser()
parser.add_argument("model", choices=["style32", "r3gan"])
parser.add_argument("--batch", type=int)
parser.add_argument("--steps", type=int, default=16, help="at least so many, in whole periods")
parser.add_argument("--threads", type=int, default=os.cpu_count())
parser.add_argument("--channels-last", action="store_true", help="keep the channels of a pixel together")
options = parser.parse_args()
torch.set_num_threads(options.threads)
device = "cuda" if torch.cuda.is_available() else "cpu"
paper = importlib.import_module("torch_" + options.model)
batch = options.batch or paper.BATCH


class Draw:
    @staticmethod
    def normal(*shape):
        return torch.randn(shape, device=device)

    @staticmethod
    def uniform(*shape):
        return torch.rand(shape, device=device)


def parameters(player):
    return sum(p.numel() for p in player.parameters())


step = paper.Step(Draw, device)
counts = parameters(step.G), parameters(step.D)
assert counts == paper.PARAMETERS, f"G and D have {counts} parameters, want {paper.PARAMETERS}"
x = torch.rand(batch, 3, 32, 32, device=device) * 2 - 1
if options.channels_last:
    step.G, step.D, x = (t.to(memory_format=torch.channels_last) for t in (step.G, step.D, x))
times, warm_up, periods = [], 6, -(-options.steps // paper.PERIOD)
for _ in range(warm_up + periods * paper.PERIOD):
    begin = time.perf_counter()
    step(x)
    if device == "cuda":
        torch.cuda.synchronize()
    times.append(1e3 * (time.perf_counter() - begin))
times = times[warm_up:]
ms = [statistics.mean(times[i : i + paper.PERIOD]) for i in range(0, len(times), paper.PERIOD)]
print(
    json.dumps(
        {
            "peer": "torch " + torch.__version__ + (" channels last" if options.channels_last else ""),
            "device": device,
            "model": options.model,
            "batch": batch,
            "ms_per_step": round(statistics.median(ms), 2),
            "ms_min": round(min(ms), 2),
            "ms_max": round(max(ms), 2),
            "ms_mean": round(statistics.mean(times), 2),
        }
    )
)
