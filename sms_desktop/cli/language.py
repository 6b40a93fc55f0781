"""Which language `smsctl` speaks: the person's own, else the school's."""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Mapping

from sms_desktop.core import i18n, paths
from sms_desktop.core.i18n import N_

_DOMAIN = "sms_desktop"
#: Windows' numbers of the languages that we have.
_WINDOWS = {0x08: "el", 0x09: "en"}

#: What argparse itself says: it looks these up by gettext, so they are kept in our catalogue.
ARGPARSE_TEXTS = (
    N_("usage: "),
    N_("options"),
    N_("positional arguments"),
    N_("show this help message and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("not allowed with argument %s"),
    N_("ignored explicit argument %r"),
    N_("expected one argument"),
    N_("expected at most one argument"),
    N_("expected at least one argument"),
    N_("invalid %(type)s value: %(value)r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
)


def of_the_person(environ: Mapping[str, str]) -> str | None:
    """`SMS_LANGUAGE`, else the system's language; None where neither is one of ours (`C`, for one)."""
    for name in ("SMS_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            language = environ[name][:2].lower()
            return language if language in i18n.LANGUAGES else None
    return _of_windows()


def _of_windows() -> str | None:
    if sys.platform != "win32":
        return None
    import ctypes

    return _WINDOWS.get(ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF)


def speak(language: str, student_word: str | None = None) -> None:
    """Switches our texts and argparse's to `language` (`en` or `el`)."""
    i18n.set_language(language, student_word)
    gettext.bindtextdomain(_DOMAIN, str(paths.translations()))
    gettext.textdomain(_DOMAIN)
    os.environ["LANGUAGE"] = i18n.language()  # the only thing that gettext.gettext, which argparse calls, looks at
