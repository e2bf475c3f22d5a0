"""A simulated fortnight of builds: ``python -m tests.fortnight``; pytest does not collect it."""
