"""One target under atheris, in a process of its own: `python -m fuzz.hunt NAME [options of libFuzzer]`.

libFuzzer ends the process when it is done, so nothing can follow. The modules of the program are imported here, inside
`instrument_imports`, because only then does atheris see which branches an input takes.
"""

from __future__ import annotations

import sys

import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]

with atheris.instrument_imports(include=["resonance"]):
    from fuzz.targets import TARGETS


def main() -> None:
    name, *options = sys.argv[1:]
    target = TARGETS[name]
    atheris.Setup([sys.argv[0], *options], target.run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
