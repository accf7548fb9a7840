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
CONDA_PREFIX CONDA_DEFAULT_ENV MPLBACKEND MPLCONFIGDIR MATPLOTLIBRC IPYTHONDIR
JUPYTER_PATH JUPYTER_CONFIG_DIR JUPYTER_CONFIG_PATH JUPYTER_DATA_DIR JUPYTER_RUNTIME_DIR JUPYTER_PLATFORM_DIRS
JUPYTER_PREFER_ENV_PATH JUPYTER_NO_CONFIG JUPYTER_ALLOW_INSECURE_WRITES
LC_ALL LC_CTYPE LC_COLLATE LC_MESSAGES LC_MONETARY LC_NUMERIC LC_TIME LC_ADDRESS LC_IDENTIFICATION LC_MEASUREMENT LC_NAME
LC_PAPER LC_TELEPHONE
XDG_CACHE_HOME XDG_CONFIG_HOME XDG_CONFIG_DIRS XDG_DATA_HOME XDG_DATA_DIRS XDG_RUNTIME_DIR XDG_STATE_HOME
PYTHONPATH PYTHONHOME PYTHONPLATLIBDIR PYTHONUSERBASE PYTHONNOUSERSITE PYTHONSAFEPATH PYTHONHASHSEED PYTHONWARNINGS
PYTHONUTF8 PYTHONIOENCODING PYTHONCOERCECLOCALE PYTHONUNBUFFERED PYTHONOPTIMIZE PYTHONDONTWRITEBYTECODE
PYTHONPYCACHEPREFIX PYTHONFAULTHANDLER PYTHONDEVMODE PYTHONMALLOC PYTHONTRACEMALLOC PYTHONINTMAXSTRDIGITS PYTHONVERBOSE
PYTHONBREAKPOINT PYTHON_CPU_COUNT PYTHON_COLORS PYTHON_GIL PYTHON_JIT
DYLD_LIBRARY_PATH DYLD_FALLBACK_LIBRARY_PATH DYLD_FRAMEWORK_PATH DYLD_FALLBACK_FRAMEWORK_PATH
PROCESSOR_ARCHITECTURE PROCESSOR_ARCHITEW6432 PROCESSOR_IDENTIFIER PROCESSOR_LEVEL PROCESSOR_REVISION
HTX_DRAFT HTX_CHROMIUM HTX_TOLD_BY_PIPE HTX_BIEN_MOI_TRUONG
SYSTEMROOT SYSTEMDRIVE WINDIR COMSPEC PATHEXT TEMP TMP APPDATA LOCALAPPDATA PROGRAMDATA PROGRAMFILES PROGRAMFILES(X86)
PROGRAMW6432 COMMONPROGRAMFILES ALLUSERSPROFILE PUBLIC USERPROFILE USERNAME HOMEDRIVE HOMEPATH NUMBER_OF_PROCESSORS OS
"""
_NAMES = frozenset(_LISTED.split())
# Of libraries that only reckon. Families of programs that speak to servers hold keys under names that do not say so:
# JUPYTER_GATEWAY_HTTP_PWD, JUPYTER_GATEWAY_HEADERS.
_FAMILIES = re.compile(r"(?:OPENBLAS|GOTO|OMP|KMP|MKL|BLIS|NUMEXPR|VECLIB|MALLOC)_\w+")
_SECRET = re.compile(r"TOKEN|SECRET|PASS|KEY|AUTH|CREDENTIAL|MAT_?KHAU")


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
