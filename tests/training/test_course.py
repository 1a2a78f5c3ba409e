"""The course of training: what each setting does, against plain torch loops."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from cnnlib import data, training
from cnnlib.training._schedule import learning_rate

X = np.random.default_rng(0).random((60, 1, 6, 6), dtype=np.float32)
Y = (X.mean(axis=(1, 2, 3)) > 0.5).astype(np.int64) + (X[:, 0, 0, 0] > 0.5)
DATA = data.Dataset("drawn", ("a", "b", "c"), (X[:48], Y[:48]), (X[48:], Y[48:]), (X[48:], Y[48:]))


def net():
    training.seed_everything(0)
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.Tanh(), nn.Flatten(), nn.Linear(64, 3))


def fit(model=None, dataset=DATA, **options):
    """The trained network and its history."""
    model = net() if model is None else model
    options = {"epochs": 3, "batch_size": 16, "device": "cpu", "progress": False} | options
    return model, training.fit(model, dataset, **options)


def by_hand(make, *, rates, smoothing=0.0, max_norm=None):
    """A plain loop over whole batches, one at a time: what `fit` has to equal."""
    model = net()
    optimizer = make(model.parameters())
    for rate in rates:
        for group in optimizer.param_groups:
            group["lr"] = rate
        optimizer.zero_grad()
        logits = model(torch.from_numpy(X[:48]))
        F.cross_entropy(logits, torch.from_numpy(Y[:48]), label_smoothing=smoothing).backward()
        if max_norm is not None:
            nn.utils.clip_grad_norm_(model.parameters(), max_norm)
        optimizer.step()
    return model


def assert_close(one, other, tolerance=1e-5):
    for name, weight in one.state_dict().items():
        torch.testing.assert_close(
            other.state_dict()[name], weight, rtol=0, atol=tolerance, check_dtype=False
        )


COSINE = [0.01 * (1 + np.cos(np.pi * k / 6)) / 2 for k in range(6)]
# case -> settings beside one batch per epoch, six epochs; the optimiser and rates of a plain loop
COURSES = {
    "adamw, cosine": (
        {"lr": 0.01},
        lambda p: torch.optim.AdamW(p, weight_decay=0.01),
        COSINE,
        {},
    ),
    "adam, constant": (
        {"optimizer": "adam", "schedule": "constant", "eps": 1e-4, "weight_decay": 0.1},
        lambda p: torch.optim.Adam(p, eps=1e-4, weight_decay=0.1),
        [1e-3] * 6,
        {},
    ),
    "sgd, steps": (
        {"optimizer": "sgd", "schedule": "step", "milestones": (2, 4), "lr": 0.4, "gamma": 0.5},
        lambda p: torch.optim.SGD(p, momentum=0.9, weight_decay=5e-4),
        [0.4, 0.4, 0.2, 0.2, 0.1, 0.1],
        {},
    ),
    "nesterov, every second epoch": (
        {"optimizer": "sgd", "nesterov": True, "momentum": 0.5, "schedule": "step", "step_size": 2},
        lambda p: torch.optim.SGD(p, momentum=0.5, nesterov=True, weight_decay=5e-4),
        [0.1, 0.1, 0.01, 0.01, 0.001, 0.001],
        {},
    ),
    "rmsprop, warm-up": (
        {"optimizer": "rmsprop", "alpha": 0.9, "warmup": 4, "schedule": "constant"},
        lambda p: torch.optim.RMSprop(p, alpha=0.9, momentum=0.9),
        [0.00025, 0.0005, 0.00075, 0.001, 0.001, 0.001],
        {},
    ),
    "smoothed labels, short gradients": (
        {"lr": 0.01, "label_smoothing": 0.2, "max_norm": 0.1},
        lambda p: torch.optim.AdamW(p, weight_decay=0.01),
        COSINE,
        {"smoothing": 0.2, "max_norm": 0.1},
    ),
}


@pytest.mark.parametrize("parts", [1, 3])
@pytest.mark.parametrize("case", COURSES)
def test_fit_follows_a_plain_loop(case, parts):
    settings, make, rates, more = COURSES[case]
    model, history = fit(epochs=6, batch_size=48, accumulate=parts, **settings)
    assert history.lr == pytest.approx(rates)
    assert_close(by_hand(make, rates=rates, **more), model)


def test_accumulated_parts_change_nothing_without_batch_norm():
    assert_close(fit()[0], fit(accumulate=5)[0])


def test_channels_last_and_float64_follow_the_same_course():
    model, _ = fit()
    assert_close(model, fit(channels_last=True)[0])
    precise, _ = fit(precision="float64")
    assert next(precise.parameters()).dtype == torch.float64
    assert_close(model, precise, 1e-4)


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_half_precision_keeps_weights_in_float32_and_learns(precision):
    model, history = fit(epochs=20, lr=0.03, precision=precision)
    assert next(model.parameters()).dtype == torch.float32
    assert history.train_loss[-1] < 0.5 * history.train_loss[0]
    assert (model[0].weight != fit(epochs=20, lr=0.03)[0][0].weight).any()


def test_the_rate_falls_when_validation_stalls():
    _, history = fit(epochs=8, schedule="plateau", patience=2, lr=1e-6, optimizer="sgd")
    assert history.val_accuracy == history.val_accuracy[:1] * 8  # too slow to change anything
    assert history.lr == pytest.approx([1e-6] * 3 + [1e-7] * 2 + [1e-8] * 2 + [1e-9])


def test_early_stopping_leaves_the_best_weights():
    """Training is made to spoil what the first epochs have learnt: the rate is far too high."""
    model, history = fit(epochs=40, lr=3.0, schedule="constant", early_stopping=3)
    best = int(np.argmax(history.val_accuracy))
    assert len(history) == best + 4 < 40
    measured = training.evaluate(model, DATA.validation)
    assert measured.accuracy == history.val_accuracy[best]


def test_steps_decide_in_place_of_epochs():
    _, history = fit(steps=7, epochs=1)
    assert len(history) == 3  # 3, 3 and 1 batches
    longer = fit(steps=9)[1]
    assert len(longer) == 3 and longer.train_loss[0] != history.train_loss[0]  # another cosine


def test_frozen_parameters_and_their_batch_norm_stay():
    training.seed_everything(0)
    model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(64, 3))
    training.freeze(model)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    fit(model)
    changed = {n for n, value in model.state_dict().items() if (value != before[n]).any()}
    assert changed == {"3.weight", "3.bias"}


class WithAuxiliary(nn.Module):
    """In training also the logits of an auxiliary classifier."""

    def __init__(self):
        super().__init__()
        self.main, self.aux = net(), nn.Sequential(nn.Flatten(), nn.Linear(36, 3))

    def forward(self, x):
        return (self.main(x), self.aux(x)) if self.training else self.main(x)


def test_auxiliary_classifiers_count_by_their_weight():
    one, none = (
        fit(WithAuxiliary(), epochs=1, batch_size=48, auxiliary_weight=w)[0] for w in (0.5, 0)
    )
    start = WithAuxiliary()
    assert_close(start.aux, none.aux, 1e-3)  # weight decay alone
    assert (one.aux[1].weight - start.aux[1].weight).abs().max() > 2e-3
    assert_close(one.main, none.main)


def test_pictures_on_disk_are_trained_as_those_in_memory(tmp_path):
    from PIL import Image

    for k, (picture, label) in enumerate(zip(X[:, 0], Y, strict=True)):
        folder = tmp_path / str(label)
        folder.mkdir(exist_ok=True)
        Image.fromarray((picture * 255).astype(np.uint8)).save(folder / f"{k}.png")
    memory, disk = (data.load(tmp_path, 6, in_memory=choice) for choice in (True, False))
    assert isinstance(disk.train[0], data.Pictures) and isinstance(memory.train[0], np.ndarray)
    flip = data.augment.random_flip
    one, two = (fit(dataset=dataset, augment=flip)[0] for dataset in (memory, disk))
    assert_close(one, two, 0)


def test_the_network_is_shown_the_middle_and_the_ten_windows():
    middle, ten = (
        lambda x: data.augment.center_crop(x, 6),
        lambda x: data.augment.ten_crop(x, 6),
    )
    wide = np.random.default_rng(1).random((20, 1, 8, 8), dtype=np.float32)
    model, _ = fit()
    inner = training.predict(model, wide[:, :, 1:7, 1:7])
    np.testing.assert_allclose(training.predict(model, wide, views=middle), inner, atol=1e-6)
    each = [training.predict(model, data.augment.ten_crop(wide, 6)[:, k]) for k in range(10)]
    mean = np.mean(each, axis=0)
    np.testing.assert_allclose(training.predict(model, wide, views=ten), mean, atol=1e-6)
    y = np.arange(20) % 3
    measured = training.evaluate(model, (wide, y), views=ten)
    assert measured.correct == (mean.argmax(axis=1) == y).sum()
    assert measured.loss == pytest.approx(-np.log(mean[np.arange(20), y]).mean(), abs=1e-5)


def test_a_loss_that_is_no_number_keeps_the_last_good_checkpoint(tmp_path):
    """From the third update on the network sees NaN; the checkpoint is that of the second."""
    path, model, updates = tmp_path / "run.pt", net(), []

    def spoil(layer, inputs):
        if layer.training:
            updates.append(len(inputs[0]))
        return (inputs[0] * float("nan"),) if len(updates) > 2 else inputs

    model.register_forward_pre_hook(spoil)
    with pytest.raises(FloatingPointError, match="in epoch 1 at step 3; lr is 0.00264"):
        fit(model, checkpoint=path, checkpoint_every=1)
    state = training.load_checkpoint(path)
    assert state["position"]["step"] == 2
    assert all(value.isfinite().all() for value in state["model"].values())
    assert all(value.isfinite().all() for value in model.state_dict().values())


def test_weights_that_are_no_numbers_are_not_kept(tmp_path):
    """A gradient that overflows spoils the weights after a loss that was still finite."""
    path, model = tmp_path / "run.pt", net()
    model[3].weight.register_hook(lambda gradient: gradient * float("inf"))
    with pytest.raises(FloatingPointError, match="3.weight is no longer finite after step 1; lr"):
        fit(model, checkpoint=path, checkpoint_every=1)
    assert training.load_checkpoint(path)["position"]["step"] == 0


def test_what_is_called_after_each_epoch_sees_the_history():
    lengths = []
    fit(after_epoch=lambda history: lengths.append(len(history)))
    assert lengths == [1, 2, 3]


def test_every_rate_of_the_cosine_comes_from_its_formula():
    """Loshchilov and Hutter 2017, eq. 5: half a cosine from lr to 0."""
    settings = training.Settings(lr=2, steps=11)
    rates = [learning_rate(settings, step, 11, 0, 4, []) for step in range(11)]
    expected = 1 + np.cos(np.pi * np.arange(11) / 11)
    np.testing.assert_allclose(rates, expected, rtol=1e-12)
