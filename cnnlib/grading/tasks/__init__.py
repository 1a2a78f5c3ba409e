"""The coding tasks of the assignments, one module each, for `cnnlib.grading.check`.

A task is asked in many variants. ``variant(rng)`` draws one, as a dict of numbers and words that
the assignment's text states; ``cases(rng, **variant)`` yields the part that a case belongs to and
its arguments; ``describe(**arguments)`` names a case in a message; ``solution(..., **variant)`` is
what the result is compared with. ``PARTS`` gives the points of each part.
"""
