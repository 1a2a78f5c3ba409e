"""What the operations of `cnnlib.gpu` accept: torch tensors of one dtype, all on one device."""

import torch

DTYPES = ("float16", "bfloat16", "float32", "float64")


def check_tensors(function, **arguments):
    """Refuse what is not a tensor of real numbers in `DTYPES`, and tensors on several devices.

    Arguments that are None are left out, for what is optional. Shapes and the agreement of dtypes
    are the concern of `cnnlib._shapes`.
    """
    first = None
    for name, value in arguments.items():
        if value is None:
            continue
        if not isinstance(value, torch.Tensor):
            raise TypeError(
                f"{function}: {name} is a {type(value).__name__}, expected a torch.Tensor"
            )
        first = first or (name, value.device)
        if value.device != first[1]:
            raise ValueError(
                f"{function}: {name} is on {value.device} but {first[0]} is on {first[1]}"
            )


def sum_dtype(x):
    """The dtype that sums over x are kept in: float32 where x has 16 bits, else its own."""
    return torch.float32 if x.dtype in (torch.float16, torch.bfloat16) else x.dtype


def widened(x):
    """x in float32 where it has 16 bits, else as it is."""
    return x.to(sum_dtype(x))


def check_generator(function, rng, x):
    """Refuse what is not a generator on x's device: chance has to come from a seed."""
    if not isinstance(rng, torch.Generator) or rng.device.type != x.device.type:
        found = f"on {rng.device}" if isinstance(rng, torch.Generator) else repr(rng)
        raise TypeError(
            f"{function}: rng is {found}, expected a torch.Generator on {x.device}, such as "
            f"torch.Generator({x.device.type!r}).manual_seed(0)"
        )
