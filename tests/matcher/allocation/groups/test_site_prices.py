"""The prices of a site prove the worth of its parties, and bound that of any others."""

import time

import numpy as np
import pytest

from benchmarks.allocation.instances import group_instance, tight_instance
from matcher.allocation import AllocationProblem
from matcher.allocation.groups.site_prices import SitePricing
from matcher.allocation.groups.sites import Sites, decoupled_sites
from matcher.allocation.groups.solve import Task
from matcher.allocation.progress import Run


def sites_of(problem: AllocationProblem) -> Sites:
    task = Task(problem, Run(time.monotonic() + 60))
    return decoupled_sites(task.who, task.steps.soft, task.steps.strict)


@pytest.mark.parametrize("problem", [tight_instance(), group_instance(426, 42, 5, 60)], ids=["tight", "groups"])
def test_prices_prove_the_present_worth_and_bound_every_other(problem: AllocationProblem) -> None:
    sites = sites_of(problem)
    pricing, draw = SitePricing(sites), np.random.default_rng(0)
    for turn in range(30):
        site, count = turn % sites.count, sites.parties.count
        members = set(draw.choice(count, int(draw.integers(1, 6)), replace=False).tolist())
        others = set(draw.choice(count, int(draw.integers(1, 9)), replace=False).tolist())
        prices, value = pricing.prices(site, members), sites.value(site, members)
        change = sum(prices.worth[one] for one in others) - sum(prices.worth[one] for one in members)
        assert sites.value(site, others) <= value + change + 1e-6
        assert sites.value(site, members) == sum(sites.worth[sites.placed(site, members)].tolist())
