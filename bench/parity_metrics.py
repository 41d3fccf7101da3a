"""Makes ganlib/metric/testdata/parity.json: what torch-fidelity (https://github.com/toshas/torch-fidelity) says of fixed features.

    python bench/parity_metrics.py > ganlib/metric/testdata/parity.json

The features come from a formula in integers, which the test in Go has too, so only results are stored. The formulas of the metrics are
torch-fidelity's own files, run as they are; what they import to load networks is left out. Install torch, numpy, tqdm and
torch-fidelity in an environment of your own.
"""

import importlib.util
import json
import pathlib
import sys
import types
from importlib import metadata

import numpy as np
import torch

folder = pathlib.Path(importlib.util.find_spec("torch_fidelity").origin).parent


class Anything(types.ModuleType):
    """A module that has every name; none of them is called here."""

    def __getattr__(self, name):
        return None


def check(truth, message):
    if not truth:
        raise ValueError(message)


package = types.ModuleType("torch_fidelity")
package.__path__ = [str(folder)]
helpers = types.ModuleType("torch_fidelity.helpers")
helpers.get_kwarg = lambda name, settings: settings[name]
helpers.vassert = check
helpers.vprint = lambda *_: None
sys.modules["torch_fidelity"] = package
sys.modules["torch_fidelity.helpers"] = helpers
sys.modules["torch_fidelity.utils"] = Anything("torch_fidelity.utils")

from torch_fidelity import metric_fid, metric_isc, metric_kid, metric_prc  # noqa: E402


def features(seed, rows, columns, shift):
    """Sums of four uniform numbers; neighbouring columns are correlated. In integers up to the last line but one."""
    state, x = seed, np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            for _ in range(4):
                state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
                x[i, j] += (state >> 11) / 2**53
            x[i, j] += shift - 2 + (0.5 * x[i, j - 1] if j > 0 else 0)
    return x


def frechet(real, fake):
    statistics = [metric_fid.fid_features_to_statistics(torch.from_numpy(x)) for x in (real, fake)]
    return metric_fid.fid_statistics_to_metric(*statistics, verbose=False)["frechet_inception_distance"]


def kernel(real, fake):
    """One subset that holds all images, so that it does not matter which are drawn."""
    found = metric_kid.kid_features_to_metric(
        torch.from_numpy(real), torch.from_numpy(fake), kid_subsets=1, kid_subset_size=len(real), rng_seed=0, verbose=False,
        kid_kernel="poly", kid_kernel_poly_degree=3, kid_kernel_poly_gamma=None, kid_kernel_poly_coef0=1,
    )
    return found["kernel_inception_distance_mean"]


def inception(logits):
    found = metric_isc.isc_features_to_metric(torch.from_numpy(logits), splits=7, shuffle=False)
    return found["inception_score_mean"], found["inception_score_std"]


def precision_recall(real, fake):
    found = metric_prc.prc_features_to_metric(
        torch.from_numpy(fake), torch.from_numpy(real), prc_neighborhood=3, prc_batch_size=1000, save_cpu_ram=False, verbose=False
    )
    return found["precision"], found["recall"]


real, fake = features(1, 60, 8, 0.0), features(2, 60, 8, 0.2)
few = features(3, 6, 8, 0.1)
score, deviation = inception(3 * real)
precision, recall = precision_recall(real, fake)
json.dump(
    {
        "made with": "torch-fidelity " + metadata.version("torch-fidelity"),
        "frechet": frechet(real, fake),
        "frechet of few": frechet(real, few),
        "kernel": kernel(real, fake),
        "inception": score,
        "inception deviation": deviation,
        "precision": precision,
        "recall": recall,
        "first": real[0, 0],
        "last": fake[59, 7],
    },
    sys.stdout,
    indent=2,
)
print()
