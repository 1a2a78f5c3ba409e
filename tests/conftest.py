"""Settings of the whole suite."""

import os
from collections import Counter

from hypothesis import HealthCheck, settings

# How many configurations are drawn per operation: `make quick`, `make test`, `make slow`.
# The first two draw the same ones every time; `slow` looks for new ones.
EXAMPLES = {"quick": 20, "test": 200, "slow": 2000}

for name, count in EXAMPLES.items():
    settings.register_profile(
        name,
        max_examples=count,
        derandomize=name != "slow",
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))


def pytest_terminal_summary(terminalreporter):
    """What tests counted, and the table exercise by answer: what a checker accepts and refuses."""
    told = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            for title, text in report.user_properties:
                told.setdefault(title, []).append(text if outcome == "passed" else f"{text} FAILED")
    for title, texts in told.items():
        terminalreporter.section(title)
        for text in texts:
            terminalreporter.line(text)
    sweep(terminalreporter)
    outcomes = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.stats.get(outcome, []):
            place, _, case = report.nodeid.partition("::test_answer[")
            if case and place.endswith("test_exercises.py"):
                exercise, _, answer = case.rstrip("]").partition("-")
                outcomes.setdefault(exercise, {})[answer] = outcome
    if outcomes:
        terminalreporter.section("exercise by answer")
    for exercise, answers in sorted(outcomes.items()):
        accepted = [name for name in answers if not name.startswith("wrong_")]
        refused = [name.removeprefix("wrong_") for name in answers if name.startswith("wrong_")]
        mistaken = [name for name, outcome in answers.items() if outcome == "failed"]
        line = f"{exercise}: {len(accepted)} right, {len(refused)} wrong ({', '.join(refused)})"
        terminalreporter.line(line + (f"; MISTAKEN: {', '.join(mistaken)}" if mistaken else ""))


def sweep(terminalreporter):
    """How many cases of `cnnlib.gpu` passed, and how many were skipped for want of which device."""
    counts = Counter()
    for outcome in ("passed", "failed", "skipped"):
        for report in terminalreporter.stats.get(outcome, []):
            if report.nodeid.startswith("tests/gpu/"):
                reason = f" ({report.longrepr[2]})" if outcome == "skipped" else ""
                counts[outcome + reason] += 1
    if counts:
        terminalreporter.section("cnnlib.gpu: operation by way, dtype and device")
        terminalreporter.line(", ".join(f"{count} {what}" for what, count in counts.items()))
