"""Dates of birth: a whole date right after, or before, the words that make it one. An age or a year alone never is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .finding import Context, Finding
from .folding import Reading

CHECK = "birth_dates"

_MONTH = (
    r"(?:jan(?:uary|uar|vier|\.)?|feb(?:ruary|ruar|\.)?|mar(?:ch|s|zo|\.)?|märz|apr(?:il|\.)?|may|mai|june?|"
    r"juni?|july?|juli"
    r"|aug(?:ust|\.)?|sept?(?:ember|\.)?|oct(?:ober|\.)?|okt(?:ober|\.)?|nov(?:ember|\.)?|dec(?:ember|\.)?|"
    r"dez(?:ember|\.)?"
    r"|enero|febrero|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
    r"|février|avril|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|janeiro|fevereiro|março|maio|junho|julho|setembro|outubro|novembro|dezembro"
    r"|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre"
    r"|يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر)"
)
_ORDINAL = (
    "(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|"
    "fifteenth"
    "|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
_YEAR = r"(?:19|20)\d\d"
_DATE = re.compile(
    rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?|{_ORDINAL}) ?(?:of |de |do )?{_MONTH},? ?(?:de |del |do "
    rf")?(?:{_YEAR}|\d\d\b)"
    rf"|{_MONTH} ?\d{{1,2}}(?:st|nd|rd|th)?,? ?{_YEAR}"
    rf"|\d{{1,2}} ?[./-] ?\d{{1,2}} ?[./-] ?(?:{_YEAR}|\d\d)"
    rf"|{_YEAR}[./-]\d{{1,2}}[./-]\d{{1,2}}"
    rf"|{_YEAR} ?年 ?\d{{1,2}} ?月 ?\d{{1,2}} ?[日号])(?!\d)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"(?<!\w)(?:born|dob|d\. ?o\. ?b\.?|date of birth|birth ?dates?|birthday|nac[ií]|nacimos|nacieron|"
    r"nacid[oa]s?|naci[oó]|fecha "
    r"de nacimiento"
    r"|cumpleaños|née?s?|date de naissance|naissance|geboren|geb\.|geburtsdatum|geburtstag|nascid[oa]|nasci|data "
    r"de nascimento"
    r"|nat[oa]|data di nascita)(?!\w)|出生于|出生日期|出生|生日|مواليد|تاريخ الميلاد|ولدت|ولد",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"(?: (?:on|in) (?:the|my|his|her|our) (?:wristband|letter|form|card|label|record|records|band|file|"
    r"passport)){0,1}"
    r"[ :.,(='\"-]{0,4}(?:(?:is|was|on|the|as|el|le|la|es|est|am|ist|lautet|em|il|della?|de|d[ií]a|que|fue|é|in|"
    r"at|是|:|في|هو)"
    r"(?![A-Za-z])[ :]{0,2}){0,4}",
    re.IGNORECASE,
)
_AFTER = re.compile(r" ?(?:geboren|zur welt|出生|生まれ|nacido|nacida)", re.IGNORECASE)


def find(reading: Reading, _context: Context) -> Iterator[Finding]:
    """The dates, without the words around."""
    view = reading.plain
    seen: set[int] = set()
    for named in _NAMED.finditer(view.text):
        between = _BETWEEN.match(view.text, named.end())
        date = _DATE.match(view.text, between.end() if between else named.end())
        if date and date.start() not in seen:
            seen.add(date.start())
            yield _finding(reading, date)
    for date in _DATE.finditer(view.text):
        if date.start() not in seen and _AFTER.match(view.text, date.end()):
            seen.add(date.start())
            yield _finding(reading, date)


def _finding(reading: Reading, date: re.Match[str]) -> Finding:
    start, end = reading.plain.span(*date.span())
    return Finding(start, end, CHECK, "birth_date", reading.text[start:end])
