"""How fast, measured as ratios within one run: machines are noisy, ratios less so. What came out stands in RESULTS.md."""
