"""`python -m autograd_src` is `autograd-src`."""

from __future__ import annotations

from autograd_src.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
