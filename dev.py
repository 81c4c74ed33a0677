"""Set up and run Resonance Logs from a checkout. All it needs is Python 3.11 or newer.

    python dev.py run  [arguments]         the meter on the built-in demo raid
    python dev.py test [pytest arguments]  lint, types and all tests; with arguments: pytest alone, with them
    python dev.py fuzz [TARGET] [...]      hostile input, as long as one likes (docs/fuzzing.md)
    python dev.py proto                    write resonance/protocol/pb again from proto/
    python dev.py build [arguments]        what players download, into dist/ (docs/building.md)

Each command does its own set-up: it makes .venv beside this file, installs the pinned packages when the requirements
have changed, and adds missing system packages by apt-get where it may, else says how. The network is needed for that
only. Commands run in the folder of this file, so paths in arguments are relative to it.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

MINIMUM = (3, 11)
if sys.version_info < MINIMUM:
    sys.exit(
        "Resonance Logs needs Python {}.{} or newer; {} is {}.{}. Start dev.py with a newer one: "
        "https://www.python.org/downloads/".format(*MINIMUM, sys.executable, *sys.version_info[:2])
    )

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
RUN = ("requirements.txt",)
DEVELOP = ("requirements.txt", "requirements-dev.txt")
FUZZ = ("requirements.txt", "requirements-fuzz.txt")
BUILD = ("requirements.txt", "requirements-build.txt")
CHECKS = (["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy", "resonance"])
PROTO = ROOT / "proto"
PB = "resonance/protocol/pb"

IS_LINUX = sys.platform.startswith("linux")
SYSTEM_PYTHON = "/usr/bin/python3"  # the one that system packages such as python3-tk are for
MODULES = ("tkinter", "venv", "ensurepip")  # parts of the standard library that some systems leave out
INSTALL = {
    "apt-get": "apt-get install -y --no-install-recommends",
    "dnf": "dnf install -y",
    "pacman": "pacman -S --needed --noconfirm",
    "zypper": "zypper --non-interactive install",
}


class Package(NamedTuple):
    """Something of the operating system, and what each package manager calls it."""

    what: str
    apt: str
    dnf: str
    pacman: str
    zypper: str

    def name_for(self, manager: str) -> str:
        return {"apt-get": self.apt, "dnf": self.dnf, "pacman": self.pacman, "zypper": self.zypper}[manager]


TKINTER = Package("tkinter", "python3-tk", "python3-tkinter", "tk", "python3-tk")
PROGRAMS = {
    "Xvfb": Package("Xvfb", "xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb", "xorg-x11-server-Xvfb"),
    "openbox": Package("openbox", *["openbox"] * 4),
    "picom": Package("picom", *["picom"] * 4),
    "xdotool": Package("xdotool", *["xdotool"] * 4),
    "xclip": Package("xclip", *["xclip"] * 4),
    "import": Package("ImageMagick", "imagemagick", "ImageMagick", "imagemagick", "ImageMagick"),
}
FONTCONFIG = Package("fontconfig", *["fontconfig"] * 4)
FONTS = {  # what fontconfig calls the language: a font that can write it
    "ja": Package(
        "a CJK font",
        "fonts-noto-cjk",
        "google-noto-sans-cjk-fonts",
        "noto-fonts-cjk",
        "google-noto-sans-cjk-fonts",
    ),
    "und-zsye": Package(
        "an emoji font",
        "fonts-noto-color-emoji",
        "google-noto-color-emoji-fonts",
        "noto-fonts-emoji",
        "google-noto-coloremoji-fonts",
    ),
}


def say(text: str) -> None:
    print(f"dev.py: {text}", flush=True)


def call(command: list[str]) -> int:
    """Run a command in the checkout and give its exit code. Ctrl-C reaches it too, and it may take its time to end."""
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        code = process.wait()
    except KeyboardInterrupt:
        process.wait()
        raise
    return code if code >= 0 else 128 - code  # ended by a signal: what a shell would say


def output(command: list[str]) -> str | None:
    """What a command prints; None when it cannot be started or fails."""
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return done.stdout


# System packages


def missing_for_tests() -> list[Package]:
    programs = [package for program, package in PROGRAMS.items() if shutil.which(program) is None]
    return programs + missing_fonts()


def missing_fonts() -> list[Package]:
    if shutil.which("fc-list") is None:
        return [FONTCONFIG, *FONTS.values()]
    return [package for language, package in FONTS.items() if not output(["fc-list", f":lang={language}"])]


def root_prefix() -> list[str] | None:
    """What to put before a command so that it runs as root without a question; None when that cannot be had."""
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if output(["sudo", "-n", "true"]) is not None else None


def install(packages: Iterable[Package]) -> None:
    """Add system packages where apt-get may be used; otherwise print the line that adds them. Never fails."""
    packages = list(packages)
    if not packages:
        return
    missing = "Missing on this system: " + ", ".join(package.what for package in packages) + "."
    manager = next((name for name in INSTALL if shutil.which(name)), None)
    if manager is None:
        say(f"{missing} Please install with this system's package manager.")
        return
    names = [package.name_for(manager) for package in packages]
    prefix = root_prefix() if manager == "apt-get" else None
    if prefix is None or not apt_install(prefix, names):
        say(f"{missing} This installs it:\n    sudo {INSTALL[manager]} {' '.join(names)}")


def apt_install(prefix: list[str], names: list[str]) -> bool:
    say(f"Installing system packages: {' '.join(names)}")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=120"]
    call([*apt, "update"])  # may fail for one repository of many; what counts is the next line
    return call([*apt, "install", "-y", "--no-install-recommends", *names]) == 0


# The virtual environment


class Python(NamedTuple):
    path: str
    version: tuple[int, ...]
    modules: frozenset[str]  # those of MODULES it has


def probe(path: str) -> Python | None:
    """What a Python is and has; None when there is none at this path."""
    attempts = "".join(f"try: import {name}; print({name!r})\nexcept ImportError: pass\n" for name in MODULES)
    text = output([path, "-c", f"import sys; print(*sys.version_info[:2])\n{attempts}"])
    if text is None:
        return None
    version, *modules = text.splitlines()
    return Python(path, tuple(int(number) for number in version.split()), frozenset(modules))


def is_system(python: Python) -> bool:
    return IS_LINUX and Path(python.path).resolve() == Path(SYSTEM_PYTHON).resolve()


def complete(python: Python) -> Python:
    """Install what the system's Python lacks; another Python is given back as it is."""
    if not is_system(python):
        return python
    venv = Package("venv", "python{}.{}-venv".format(*python.version), "python3", "python", "python3")
    needs = {"tkinter": TKINTER, "ensurepip": venv}
    install(package for module, package in needs.items() if module not in python.modules)
    return probe(python.path) or python


def choose_python() -> Python:
    """The Python to build on: the one running this, or the system's when only that one has, or can get, tkinter."""
    mine = probe(sys.executable)
    if mine is None:
        sys.exit(f"dev.py: {sys.executable} cannot be started a second time.")
    mine = complete(mine)
    if "tkinter" in mine.modules:
        return mine
    system = probe(SYSTEM_PYTHON) if IS_LINUX and not is_system(mine) else None
    if system is not None and system.version >= MINIMUM:
        system = complete(system)
        if "tkinter" in system.modules:
            say(f"{mine.path} has no tkinter; using {system.path}, which has.")
            return system
    say(
        f"{mine.path} has no tkinter, so there will be no window. Python from https://www.python.org/downloads/ has it "
        "(on Windows with 'tcl/tk' ticked). After a change of Python delete .venv and start again."
    )
    return mine


def make_venv() -> None:
    python = choose_python()
    if not {"venv", "ensurepip"} <= python.modules:
        sys.exit(f"dev.py: {python.path} cannot make virtual environments: it lacks the module ensurepip.")
    say("Making the virtual environment .venv")
    if call([python.path, "-m", "venv", "--clear", str(VENV)]) != 0:
        sys.exit("dev.py: the virtual environment could not be made; the lines above say why.")


def marker(requirements: str) -> Path:
    return VENV / f"{requirements}.sha256"


def digest(requirements: str) -> str:
    return hashlib.sha256((ROOT / requirements).read_bytes()).hexdigest()


def is_installed(requirements: str) -> bool:
    return marker(requirements).exists() and marker(requirements).read_text() == digest(requirements)


def prepare(wanted: tuple[str, ...]) -> None:
    """Bring .venv to the state these requirement files ask for. Touches nothing when it is there already."""
    if output([str(VENV_PYTHON), "-c", f"import pip, sys; sys.exit(sys.version_info < {MINIMUM})"]) is None:
        make_venv()
    stale = [requirements for requirements in wanted if not is_installed(requirements)]
    if not stale:
        return
    say(f"Installing the packages of {' and '.join(stale)}")
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    if call(pip + [part for requirements in stale for part in ("-r", requirements)]) != 0:
        sys.exit("dev.py: pip could not install the packages; the lines above say why. It needs the network this once.")
    for requirements in stale:
        marker(requirements).write_text(digest(requirements))


# The commands


def run(arguments: list[str]) -> int:
    prepare(RUN)
    if IS_LINUX and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        install(missing_fonts())
    command = [str(VENV_PYTHON), "-m", "resonance", "demo", *arguments]
    if os.name == "posix":  # becoming the program leaves nobody between it and the signals meant for it
        os.chdir(ROOT)
        os.execv(command[0], command)
    return call(command)


def test(arguments: list[str]) -> int:
    prepare(DEVELOP)
    if IS_LINUX:
        install(missing_for_tests())
    pytest = ["pytest", *arguments]
    if arguments:
        return call([str(VENV_PYTHON), "-m", *pytest])
    return run_steps([*CHECKS, pytest])


def run_steps(steps: list[list[str]]) -> int:
    """Run every step, also after one has failed, so that one run tells all. Gives the first failure's exit code."""
    codes = []
    for step in steps:
        say(" ".join(step))
        codes.append(call([str(VENV_PYTHON), "-m", *step]))
    for step, code in zip(steps, codes, strict=True):
        say(f"{'ok    ' if code == 0 else 'FAILED'}  {' '.join(step)}")
    return next((code for code in codes if code != 0), 0)


def protoc_command(python: str, out: Path) -> list[str]:
    """The command that writes the generated modules below `out`, under their package path."""
    sources = sorted(str(path) for path in (PROTO / PB).glob("*.proto"))
    return [python, "-m", "grpc_tools.protoc", f"-I{PROTO}", f"--python_out={out}", f"--pyi_out={out}", *sources]


def proto(arguments: list[str]) -> int:
    if arguments:
        sys.exit("dev.py: proto takes no arguments.")
    prepare(DEVELOP)
    return call(protoc_command(str(VENV_PYTHON), ROOT))


def fuzz(arguments: list[str]) -> int:
    if not IS_LINUX:
        sys.exit("dev.py: fuzz needs Linux, the only system its tool is made for. The tests hold a short form of it.")
    prepare(FUZZ)
    return call([str(VENV_PYTHON), "-m", "fuzz", *arguments])


def build(arguments: list[str]) -> int:
    prepare(BUILD)
    return call([str(VENV_PYTHON), str(ROOT / "build.py"), *arguments])


COMMANDS = {"run": run, "test": test, "fuzz": fuzz, "proto": proto, "build": build}


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in COMMANDS:
        print(__doc__)
        return 0 if arguments in (["-h"], ["--help"]) else 2
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
