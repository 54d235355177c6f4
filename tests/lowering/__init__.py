"""Tests of `autograd_src.lowering`."""
