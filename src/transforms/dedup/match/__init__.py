"""Kernels: do two texts share their words? Arrays in, arrays out."""
