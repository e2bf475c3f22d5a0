"""The types that pass between stages, without logic of their own."""
