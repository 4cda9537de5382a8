"""How often gates err, how far off intervals are, and how many samples sequences need: `python -m benchmarks.gates`, some minutes.

Nothing here is asked of a model: samples are drawn from populations whose true value is known, and go through the code that gates run.
"""
