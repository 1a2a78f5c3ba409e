"""Side-by-side timings: `make bench`. Ratios of one run, since times change with the machine."""
