"""Times one training step of `kernel bench`'s networks in JAX, written as JAX programs usually are: lax convolutions, NHWC,
optax's Adam, one jitted step that updates D and then G.

    python bench/peer_jax.py mlp|dcgan|wgangp [--batch N] [--base 64] [--steps 10]

It prints one JSON line, which `kernel bench --beside` reads. Install jax and optax in an environment of your own.
"""

import argparse
import json
import statistics
import time

import jax
import jax.numpy as jnp
import optax
from jax import lax, random

parser = argparse.ArgumentParser()
parser.add_argument("model", choices=["mlp", "dcgan", "wgangp"])
parser.add_argument("--batch", type=int)
parser.add_argument("--base", type=int, default=64)
parser.add_argument("--steps", type=int, default=10)
options = parser.parse_args()
dense, penalised = options.model == "mlp", options.model == "wgangp"
B, base, Z = options.batch or (128 if dense else 64), options.base, 100

LAYOUT = ("NHWC", "HWIO", "NHWC")


def normal(key, *shape, std=0.02):
    return std * random.normal(key, shape)


def dense_weights(key, widths):
    return [
        {"w": normal(k, i, o, std=(2 / i) ** 0.5), "b": jnp.zeros(o)}
        for k, i, o in zip(random.split(key, len(widths)), widths, widths[1:])
    ]


def dense_net(weights, h, hidden, drop=None):
    for i, layer in enumerate(weights):
        h = h @ layer["w"] + layer["b"]
        if i == len(weights) - 1:
            break
        h = hidden(h)
        if drop is not None:
            keep = random.bernoulli(random.fold_in(drop, i), 0.7, h.shape)
            h = jnp.where(keep, h / 0.7, 0)
    return h


def batch_norm(p, x):
    mean, var = x.mean((0, 1, 2)), x.var((0, 1, 2))
    return (x - mean) * lax.rsqrt(var + 1e-5) * p["gamma"] + p["beta"]


def conv_weights(key, pairs, normed):
    keys = random.split(key, len(pairs))
    return [
        {"w": normal(k, 4, 4, i, o), **({"gamma": jnp.ones(o), "beta": jnp.zeros(o)} if n else {})}
        for k, (i, o), n in zip(keys, pairs, normed)
    ]


def generator(weights, z):
    if dense:
        return jnp.tanh(dense_net(weights, z, jax.nn.relu))
    h = z[:, None, None, :]
    for i, p in enumerate(weights):
        stride, padding = (1, "VALID") if i == 0 else (2, "SAME")
        h = lax.conv_transpose(h, p["w"], (stride, stride), padding, dimension_numbers=LAYOUT)
        if i < len(weights) - 1:
            h = jax.nn.relu(batch_norm(p, h))
    return jnp.tanh(h)


def discriminator(weights, x, drop):
    leaky = lambda h: jax.nn.leaky_relu(h, 0.2)
    if dense:
        return dense_net(weights, x, leaky, drop)[:, 0]
    h = x
    for i, p in enumerate(weights):
        stride, padding = (2, [(1, 1), (1, 1)]) if i < len(weights) - 1 else (1, "VALID")
        h = lax.conv_general_dilated(h, p["w"], (stride, stride), padding, dimension_numbers=LAYOUT)
        if i < len(weights) - 1:
            h = leaky(batch_norm(p, h) if "gamma" in p else h)
    return h.reshape(-1)


def start(key):
    kg, kd = random.split(key)
    if dense:
        return dense_weights(kg, [Z, 256, 512, 1024, 784]), dense_weights(kd, [784, 1024, 512, 256, 1])
    b = base
    g = conv_weights(kg, [(Z, 8 * b), (8 * b, 4 * b), (4 * b, 2 * b), (2 * b, b), (b, 3)], [True] * 4 + [False])
    d = conv_weights(kd, [(3, b), (b, 2 * b), (2 * b, 4 * b), (4 * b, 8 * b), (8 * b, 1)], [False] + [not penalised] * 3 + [False])
    return g, d


adam = optax.adam(2e-4, b1=0.0 if penalised else 0.5, b2=0.9 if penalised else 0.999)


def loss_d(d, x, fake, key):
    k1, k2, k3 = random.split(key, 3)
    real, false = discriminator(d, x, k1), discriminator(d, fake, k2)
    if not penalised:
        return jax.nn.softplus(-real).mean() + jax.nn.softplus(false).mean()
    eps = random.uniform(k3, (B, 1, 1, 1))
    grad = jax.grad(lambda h: discriminator(d, h, k1).sum())(eps * x + (1 - eps) * fake)
    norm = jnp.sqrt((grad**2).sum((1, 2, 3)) + 1e-12)
    return false.mean() - real.mean() + 10 * ((norm - 1) ** 2).mean()


def loss_g(g, d, z, key):
    score = discriminator(d, generator(g, z), key)
    return -score.mean() if penalised else jax.nn.softplus(-score).mean()


@jax.jit
def step(g, d, state_g, state_d, x, key):
    kz, kd, kg = random.split(key, 3)
    z = random.normal(kz, (B, Z))
    value_d, grad = jax.value_and_grad(loss_d)(d, x, generator(g, z), kd)
    change, state_d = adam.update(grad, state_d)
    d = optax.apply_updates(d, change)
    value_g, grad = jax.value_and_grad(loss_g)(g, d, z, kg)
    change, state_g = adam.update(grad, state_g)
    return optax.apply_updates(g, change), d, state_g, state_d, value_d, value_g


key = random.key(1)
g, d = start(key)
state_g, state_d = adam.init(g), adam.init(d)
x = random.uniform(key, (B, 784) if dense else (B, 64, 64, 3), minval=-1, maxval=1)
times = []
for i in range(4 + options.steps * (10 if dense else 1)):
    begin = time.perf_counter()
    g, d, state_g, state_d, *values = step(g, d, state_g, state_d, x, random.fold_in(key, i))
    jax.block_until_ready(values)
    times.append(time.perf_counter() - begin)
ms = [1e3 * t for t in times[4:]]
print(
    json.dumps(
        {
            "peer": "jax " + jax.__version__,
            "device": jax.devices()[0].platform,
            "model": options.model,
            "batch": B,
            "base": base,
            "ms_per_step": round(statistics.median(ms), 2),
            "ms_min": round(min(ms), 2),
            "ms_max": round(max(ms), 2),
            "compile_s": round(times[0], 2),
        }
    )
)
