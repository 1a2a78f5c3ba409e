"""Several processes that train one network: who is here, and what they have to agree on."""

import os
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import distributed

from cnnlib._shapes import integer

__all__ = ["Process", "processes", "this_process"]


@dataclass(frozen=True)
class Process:
    """This process among those that train together.

    Attributes
    ----------
    rank : int
        In [0, count); process 0 writes files and prints.
    count : int
        1: it is alone.

    Raises
    ------
    ValueError, TypeError
        A number is no int or out of range.

    Examples
    --------
    >>> this_process()
    Process(rank=0, count=1)
    """

    rank: int = 0
    count: int = 1

    def __post_init__(self):
        integer("Process", "count", self.count, 1)
        integer("Process", "rank", self.rank, 0, self.count - 1)

    def share(self, indices):
        """This process's part of ``indices``, every count-th of them.

        Examples
        --------
        >>> Process(rank=1, count=3).share([10, 11, 12, 13, 14])
        [11, 14]
        """
        return indices[self.rank :: self.count]

    def wait(self):
        """Go on when all processes have come here."""
        if self.count > 1:
            distributed.barrier()

    def total(self, values):
        """The sum over all processes of a tensor of float64 on the CPU."""
        if self.count > 1:
            # NCCL adds on GPUs alone.
            on_gpu = distributed.get_backend() == "nccl"
            values = values.cuda() if on_gpu else values.clone()
            distributed.all_reduce(values)
        return values.cpu()


def this_process():
    """The `Process` that runs this, from torch.distributed."""
    if not (distributed.is_available() and distributed.is_initialized()):
        return Process()
    return Process(distributed.get_rank(), distributed.get_world_size())


@contextmanager
def processes(device="auto"):
    """Meet the other processes that ``torchrun`` has started; alone, do nothing.

    Inside, `fit` trains one network in all processes together: each takes its share of every batch,
    and DistributedDataParallel (Li et al. 2020) averages the gradients, through NCCL between GPUs
    and gloo between CPUs.

    Parameters
    ----------
    device : str, default "auto"
        Where `fit` will train; with "auto" or "cuda" each process takes its own GPU, if there are
        some.

    Yields
    ------
    Process

    Raises
    ------
    ValueError
        A machine has fewer GPUs than processes.

    Examples
    --------
    >>> with processes() as process:
    ...     process
    Process(rank=0, count=1)
    """
    if int(os.environ.get("WORLD_SIZE", 1)) == 1 or distributed.is_initialized():
        yield this_process()
        return
    gpus = torch.cuda.device_count() if str(device) in ("auto", "cuda") else 0
    if gpus:
        place = int(os.environ["LOCAL_RANK"])
        if place >= gpus:
            raise ValueError(
                f"processes: this machine has {gpus} GPUs and process number {place} from 0, "
                "expected at most one process for each GPU"
            )
        torch.cuda.set_device(place)
    distributed.init_process_group("nccl" if gpus else "gloo")
    try:
        yield this_process()
    finally:
        distributed.destroy_process_group()
