"""One module per exercise, named after it.

Each has

- ``HINTS``: three texts, from a nudge to nearly everything;
- ``cases(rng)``: yields the arguments of one call after the other, as dicts;
- ``describe(**arguments)``: the input in a few words, for the message;
- ``solution(**arguments)``: what is expected, by the reference, not by the published solution.
"""
