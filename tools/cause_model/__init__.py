"""The model of causes: its training set and its training."""
