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


def is_half(x):
    """Whether x has 16 bits, so that sums have to be kept in float32."""
    return x.dtype in (torch.float16, torch.bfloat16)


def widened(x):
    """x in float32 where it has 16 bits, else as it is."""
    return x.float() if is_half(x) else x
