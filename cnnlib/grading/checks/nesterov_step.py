"""One step of gradient descent with Nesterov's momentum and weight decay."""

from cnnlib.reference import optim
from cnnlib.reference.layers import Parameter

HINTS = (
    "First the gradient: weight decay adds weight_decay times the weights to it.",
    "Then the velocity: the old one times momentum, plus that gradient. The learning rate is not "
    "in it.",
    "Last the weights: minus the learning rate times (gradient + momentum * new velocity). Return "
    "both as new arrays.",
)

# shape, lr, momentum, weight_decay
_SETTINGS = [
    ((3,), 0.1, 0.1, 0.0),
    ((2, 3), 0.1, 0.9, 0.0),
    ((4,), 0.01, 0.3, 0.5),
    ((2, 1, 3, 3), 0.05, 0.5, 0.01),
    ((5,), 2.0, 0.99, 0.1),
    ((1,), 0.0, 0.9, 0.1),
]


def cases(rng):
    for shape, lr, momentum, weight_decay in _SETTINGS:
        w, v, g = rng.standard_normal((3, *shape))
        yield {
            "w": w.copy(),
            "v": v.copy(),
            "g": g.copy(),
            "lr": lr,
            "momentum": momentum,
            "weight_decay": weight_decay,
        }


def describe(w, v, g, lr, momentum, weight_decay):
    return f"w {w.shape}, lr {lr}, momentum {momentum}, weight_decay {weight_decay}"


def solution(w, v, g, lr, momentum, weight_decay=0.0):
    # The optimiser keeps its velocity to itself and starts it at its first gradient. So its first
    # step brings it to v, and its second is the one that is asked for.
    parameter = Parameter(w.copy())
    sgd = optim.SGD([parameter], lr, momentum, weight_decay, nesterov=True)
    parameter.grad[...] = v - weight_decay * w
    sgd.step()
    parameter.value[...], parameter.grad[...] = w, g
    sgd.step()
    return parameter.value, momentum * v + g + weight_decay * w
