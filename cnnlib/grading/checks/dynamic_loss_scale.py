"""A loss scale that finds its own size."""

HINTS = (
    "Keep two things between the steps: the scale, and how many steps in a row went well.",
    "A step that overflowed is skipped; it halves the scale and sets the count of good steps to 0.",
    "After a good step add 1 to the count; when it reaches `interval`, double the scale and set "
    "the count to 0.",
)


def cases(rng):
    no, yes = False, True
    yield {"overflows": [no, no, no, no], "scale": 8.0, "interval": 2}
    yield {"overflows": [yes, yes, no], "scale": 1024.0, "interval": 5}
    yield {"overflows": [no, yes, no, no], "scale": 64.0, "interval": 2}
    yield {"overflows": [no, no, no, yes, no], "scale": 16.0, "interval": 3}
    yield {"overflows": [], "scale": 4.0, "interval": 3}
    for interval in (1, 2, 3, 5):
        drawn = [bool(flag) for flag in rng.random(25) < 0.25]
        yield {"overflows": drawn, "scale": 65536.0, "interval": interval}


def describe(overflows, scale, interval):
    marks = "".join("x" if flag else "." for flag in overflows)
    return f"steps '{marks}' (x: overflow), scale={scale:g}, interval={interval}"


def solution(overflows, scale, interval):
    good = 0
    for overflow in overflows:
        good = 0 if overflow else good + 1
        if overflow:
            scale = scale / 2
        elif good % interval == 0:
            scale = scale * 2
    return float(scale), sum(overflows)
