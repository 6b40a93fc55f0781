"""E-mail addresses and telephone numbers as offices keep them."""

from __future__ import annotations

import re

from sms_desktop.core.i18n import _
from sms_desktop.core.values.refused import BadValue, shown

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@((?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63})", re.ASCII)
_BRACKETS = re.compile(r"[^<>]*<([^<>]+)>")
_EXPONENT = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d{1,3}", re.ASCII)
_MADE_DECIMAL = re.compile(r"(\+?\d{4,15})[.,]0", re.ASCII)
_DIGITS = re.compile(r"\d", re.ASCII)
_FEWEST_DIGITS, _LONGEST, _LONGEST_ADDRESS = 3, 50, 200


def parse_email(text: str) -> str:
    """One address, trimmed, without `mailto:` and a name around it, its domain in small letters.

    Raises `BadValue` `not_an_email`. Addresses have Latin letters only, so a Greek look-alike is found here.
    """
    if (found := _ADDRESS.fullmatch(text)) and found[1].islower() and len(text) <= _LONGEST_ADDRESS:
        return text
    address = text.strip()
    if bracketed := _BRACKETS.fullmatch(address):
        address = bracketed[1].strip()
    if address[:7].lower() == "mailto:":
        address = address[7:]
    if not _ADDRESS.fullmatch(address) or len(address) > _LONGEST_ADDRESS:
        raise BadValue("not_an_email", _("“{value}” is not an e-mail address.").format(value=shown(text)))
    name, _at, domain = address.rpartition("@")
    return f"{name}@{domain.lower()}"


def parse_phone(text: str) -> str:
    """A telephone number as it is written, with its signs, groups and remarks; `99123456.0` of a spreadsheet is mended.

    Raises `BadValue` `phone_exponent` for 6.97E+09, whose digits are lost, `not_a_phone`, `too_long`.
    """
    if text.isascii() and text.isdigit() and _FEWEST_DIGITS <= len(text) <= _LONGEST:
        return text
    number = " ".join(text.split())
    if made := _MADE_DECIMAL.fullmatch(number):
        return made[1]
    if _EXPONENT.fullmatch(number):
        sentence = _("“{value}” is a number that a spreadsheet has rounded: its last digits are lost.")
        raise BadValue("phone_exponent", sentence.format(value=shown(text)))
    if len(_DIGITS.findall(number)) < _FEWEST_DIGITS:
        raise BadValue("not_a_phone", _("“{value}” is not a telephone number.").format(value=shown(text)))
    if len(number) > _LONGEST:
        sentence = _("“{value}” is too long for a telephone number: at most {most} characters fit.")
        raise BadValue("too_long", sentence.format(value=shown(text), most=_LONGEST))
    return number


def digits_of(phone: str) -> str:
    """The digits of a telephone number, for searching; the 00 of a call abroad is left out as the + is."""
    digits = "".join(_DIGITS.findall(phone))
    return digits[2:] if digits.startswith("00") and phone.strip().startswith("00") else digits
