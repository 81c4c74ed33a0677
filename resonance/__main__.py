"""`python -m resonance`."""

import sys

try:
    from resonance.cli import main
except ModuleNotFoundError as missing:
    sys.exit(
        f"Resonance Logs needs the packages of requirements.txt ({missing.name} is not there). "
        "`python3 dev.py run` installs them into .venv; then use the Python in there."
    )

sys.exit(main())
