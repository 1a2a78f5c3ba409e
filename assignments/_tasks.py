"""The tasks of the assignments, and what a seed makes of them.

The seed is the teacher's secret. What a text states (a variant) and what an answer is tried on (the
cases) both come from it, each through a hash of its own: who knows the one cannot find the other.
"""

import hashlib
import importlib.util
import inspect
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

import numpy as np

from cnnlib.grading import _check, tasks

FOLDER = Path(__file__).parent
SOURCE = FOLDER / "source"
ANSWERS = FOLDER / "answers"
CHECKS = [Path(module.__file__).parent for module in (_check, tasks)]
MARKED = range(3)  # how often the cases of a task are drawn


@dataclass(frozen=True)
class Task:
    """A task with a mark that a program gives.

    Attributes
    ----------
    name : str
        Also of the function or variable that answers it, and of the notebook's cell.
    parts : dict
        The points of each part.
    asks : module
        Draws variants; for a function it also draws cases, for a value it has the right answer.
    answers : module
        Functions `solution`, `right_...` and `wrong_...`.
    """

    name: str
    parts: dict
    asks: ModuleType
    answers: ModuleType

    @property
    def is_function(self):
        return self.asks is not self.answers

    @property
    def is_contest(self):
        """Whether the answer is measured, on data of the teacher's, instead of compared."""
        return hasattr(self.answers, "measure")

    def secret(self, seed):
        """Random numbers of a contest, the same whenever they are drawn."""
        return generator(seed, self.name, "contest")

    def value(self, seed, answer="solution"):
        """What a function of the answers' file gives for a question or a contest."""
        given = getattr(self.answers, answer)
        return given(self.secret(seed)) if self.is_contest else given(**self.variant(seed))

    def variant(self, seed):
        return self.asks.variant(generator(seed, self.name, "variant"))

    def cases(self, seed):
        """Part, arguments and expected result of every case that decides the points."""
        variant = self.variant(seed)
        for time in MARKED:
            rng = generator(seed, self.name, "cases", time)
            for part, arguments in self.asks.cases(rng, **variant):
                yield part, arguments, self.asks.solution(**_copied(arguments), **variant)


def _copied(arguments):
    return {name: np.copy(a) if isinstance(a, np.ndarray) else a for name, a in arguments.items()}


def generator(seed, *purpose):
    """Random numbers for one purpose, which tell nothing about the seed or another purpose."""
    text = "\0".join(map(str, (seed, *purpose)))
    return np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()))


def fingerprint(seed):
    """What a released notebook may say about its seed: enough to recognise it."""
    return hashlib.sha256(f"{seed}\0fingerprint".encode()).hexdigest()[:12]


def names():
    return sorted(path.stem for path in ANSWERS.glob("*.py"))


@cache
def load(name):
    spec = importlib.util.spec_from_file_location(f"answers_{name}", ANSWERS / f"{name}.py")
    answers = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(answers)
    asks = answers
    if name in _check.modules(tasks):
        asks = importlib.import_module(f"{tasks.__name__}.{name}")
    return Task(name, asks.PARTS, asks, answers)


def assignments():
    """The names of all assignments, sorted."""
    return sorted(path.parent.name for path in SOURCE.glob("*/*.ipynb"))


def asked_in(assignment):
    """The tasks whose numbers the text of an assignment takes."""
    text = (SOURCE / assignment / f"{assignment}.ipynb").read_text(encoding="utf-8")
    return [load(name) for name in names() if f"<< {name}." in text]


def source_of(task):
    """The text of a task's solution, as it stands in its file."""
    return inspect.getsource(task.answers.solution)
