"""The environment of a build's processes: what a report needs, and no secret of whoever started the build.

An allow-list: keys of clouds, tokens and passwords have names that nobody can list.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

# A project whose notebooks need more names it here: HTX_BIEN_MOI_TRUONG="TEN_MOT TEN_HAI".
MORE = "HTX_BIEN_MOI_TRUONG"
_LISTED = """
PATH HOME USER LOGNAME SHELL PWD LANG LANGUAGE TZ TZDIR TMPDIR TERM COLUMNS LINES NO_COLOR SOURCE_DATE_EPOCH VIRTUAL_ENV
LD_LIBRARY_PATH LD_PRELOAD GLIBC_TUNABLES FONTCONFIG_FILE FONTCONFIG_PATH SSL_CERT_FILE SSL_CERT_DIR
CONDA_PREFIX CONDA_DEFAULT_ENV HTX_DRAFT HTX_CHROMIUM HTX_TOLD_BY_PIPE HTX_BIEN_MOI_TRUONG
SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT TEMP TMP APPDATA LOCALAPPDATA PROGRAMDATA PROGRAMFILES PROGRAMFILES(X86)
PROGRAMW6432 COMMONPROGRAMFILES ALLUSERSPROFILE PUBLIC USERPROFILE USERNAME HOMEDRIVE HOMEPATH NUMBER_OF_PROCESSORS OS
"""
_NAMES = frozenset(_LISTED.split())
_FAMILIES = re.compile(
    r"(?:LC|PYTHON|MPL|MATPLOTLIB|JUPYTER|IPYTHON|OPENBLAS|OMP|MKL|BLIS|NUMEXPR|VECLIB|MALLOC|XDG|DYLD|PROCESSOR)\w*"
)
_SECRET = re.compile(r"TOKEN|SECRET|PASS|KEY|AUTH|CREDENTIAL|MAT_?KHAU")  # JUPYTER_TOKEN and its like


def allowed(given: Mapping[str, str]) -> dict[str, str]:
    """What of an environment is handed on.

    >>> allowed({"PATH": "/bin", "LC_ALL": "C", "AWS_SECRET_ACCESS_KEY": "x", "JUPYTER_TOKEN": "x", "HTX_MAT_KHAU": "x"})
    {'PATH': '/bin', 'LC_ALL': 'C'}
    """
    more = set(re.split(r"[\s,;]+", given.get(MORE, ""))) - {""}
    return {name: value for name, value in given.items() if name in more or _is_harmless(name.upper())}


def _is_harmless(name: str) -> bool:
    return name in _NAMES or bool(_FAMILIES.fullmatch(name)) and not _SECRET.search(name)


def keep_allowed() -> None:
    """Drop the rest from this process's own environment, for what it starts."""
    _replace(allowed(os.environ))


@contextmanager
def only(wanted: Mapping[str, str]) -> Iterator[None]:
    """What is started inside sees the allowed part of our environment, and `wanted`."""
    before = dict(os.environ)
    _replace(allowed(before) | dict(wanted))
    try:
        yield
    finally:
        _replace(before)


def _replace(wanted: Mapping[str, str]) -> None:
    for name in [name for name in os.environ if name not in wanted]:
        del os.environ[name]
    os.environ.update(wanted)
