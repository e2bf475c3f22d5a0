"""Sentences: what reports state of self-evaluation, and how a reason falls into cause and measure."""
