"""Speed, measured as ratios to limits taken beside it in the same run: ``make bench``, ``make bench ARGS="P4 P5"``.

Each database is measured by a process of its own (``bench.measure``), on data made for it and thrown away. Nothing
here is a test: the machine is noisy, and only ratios of medians of interleaved rounds mean something.
"""
