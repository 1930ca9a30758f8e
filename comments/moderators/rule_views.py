"""The rule laboratory at the desk: the lists, the trial of a change, its saving and its undoing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..models import DiscussionSettings, ListEntry, RuleChange
from ..models.rule_change import FIRST_HELD
from ..policy import deed, may_lead
from ..screening.folding import fold
from ..threads import read_number
from . import rules as deeds
from .doors import for_leads, for_moderators
from .laboratory import Trial, recent_cases, try_change
from .rule_forms import EntriesForm, FirstHeldForm, form_for
from .rule_record import rule_record
from .rules import Change, Rules, Stale, Tried, current_rules

Kind = ListEntry.Kind

ENTRIES_ON_A_PAGE = 200
CHANGES_ON_A_PAGE = 10
SEARCH_LENGTH = 100
# What each list does, in a sentence.
EFFECTS = {
    Kind.RECOGNISED_HOST: gettext_lazy(
        "Links to these sites, and to all below them, appear at once, whoever writes. Names that imitate them are held."
    ),
    Kind.SHOP_HOST: gettext_lazy(
        "Links to these sites are marked as a shop. Those of new readers are held; somebody looks at the others."
    ),
    Kind.BLOCKED_HOST: gettext_lazy(
        "Comments that link to these sites, or to any below them, are held, whoever writes."
    ),
    Kind.LISTED_WORD: gettext_lazy(
        "A comment with such a word appears, and somebody looks at it. Whole words and phrases are found, also in "
        "disguise. Meant for what hurts others, not for swearing in pain."
    ),
    Kind.ALLOWED_WORD: gettext_lazy(
        "These are never found, whatever the other list says. The words of medicine and of the body are always allowed."
    ),
    FIRST_HELD: gettext_lazy(
        "Where comments appear at once, so many of a new reader’s are reviewed first. A removal begins the count anew."
    ),
}
LABELS = dict(RuleChange._meta.get_field("kind").choices)


def url_of(kind: str, **more: Any) -> str:
    """The address of the list of this kind."""
    return f"{reverse('moderation:rules')}?{urlencode({'list': kind, **{name: v for name, v in more.items() if v}})}"


@require_safe
@never_cache
@for_moderators
def rules(request: HttpRequest) -> HttpResponse:
    """One list, what has been changed in all of them, and for those who lead the form to change it."""
    kind = request.GET.get("list", "")
    return _show_rules(request, kind if kind in deeds.KINDS else Kind.RECOGNISED_HOST)


@require_safe
@never_cache
@for_moderators
def record(request: HttpRequest) -> HttpResponse:
    """How each rule has fared lately; for those who lead, also what each moderator decided."""
    may_see_people = may_lead(request.user)
    context = {"record": rule_record(with_people=may_see_people), "may_see_people": may_see_people}
    return render(request, "moderation/record.html", context)


def _show_rules(
    request: HttpRequest, kind: str, form: EntriesForm | FirstHeldForm | None = None, status: int = 200
) -> HttpResponse:
    words = request.GET.get("q", "")[:SEARCH_LENGTH].replace("\x00", "").strip()
    after = request.GET.get("after", "")[: SEARCH_LENGTH * 3].replace("\x00", "")
    entries = ListEntry.objects.filter(kind=kind).select_related("added_by").order_by("value")
    if words:
        entries = entries.filter(Q(value__icontains=fold(words)) | Q(note__icontains=words))
    shown = list(entries.filter(value__gt=after)[: ENTRIES_ON_A_PAGE + 1])
    page, more = shown[:ENTRIES_ON_A_PAGE], len(shown) > ENTRIES_ON_A_PAGE
    counts = dict(ListEntry.objects.order_by().values_list("kind").annotate(Count("pk")))
    may_change = may_lead(request.user)
    known = current_rules()
    ticked = set(form.ticked) if isinstance(form, EntriesForm) else set()
    context = {
        "kind": kind,
        "label": LABELS[kind],
        "effect": EFFECTS[kind],
        "kinds": [(value, label, counts.get(value, 0), url_of(value)) for value, label in Kind.choices],
        "first_held": known.first_held,
        "first_held_url": url_of(FIRST_HELD),
        "is_number": kind == FIRST_HELD,
        "entries": page,
        "count": counts.get(kind, 0),
        "words": words,
        "next_url": url_of(kind, q=words, after=page[-1].value) if more else "",
        "is_first": not after,
        "may_change": may_change,
        "ticked": ticked,
        # Ticked on another page of the list than the one that is shown again.
        "ticked_elsewhere": sorted(ticked - {entry.value for entry in page}),
        "form": form or (form_for(kind, known) if may_change else None),
        **_changes(request),
    }
    return render(request, "moderation/rules.html", context, status=status)


def _changes(request: HttpRequest) -> dict[str, Any]:
    """A page of the log, the newest first."""
    before = read_number(request.GET.get("before"))
    logged = RuleChange.objects.select_related("changed_by", "undoes")
    if before is not None:
        logged = logged.filter(number__lt=before)
    found = list(logged[: CHANGES_ON_A_PAGE + 1])
    page = found[:CHANGES_ON_A_PAGE]
    for change in page:
        change.shown = Trial.of(change.trial)
    return {"changes": page, "earlier": page[-1].number if len(found) > len(page) else None}


@deed(may_lead)
@for_leads
def try_rules(request: HttpRequest) -> HttpResponse:
    """What a change would have done. Nothing is written."""
    kind = request.POST.get("list", "")
    if kind not in deeds.KINDS:
        return redirect("moderation:rules")
    known = current_rules()
    form = form_for(kind, known, request.POST)
    if not form.is_valid():
        return _show_rules(request, kind, form, status=422)
    return _show_trial(request, form.change, known, form)


def _show_trial(
    request: HttpRequest,
    change: Change,
    known: Rules,
    form: EntriesForm | FirstHeldForm | None = None,
    *,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    number = deeds.last_number()
    trial = try_change(change, known, recent_cases())
    context = {
        "change": change,
        "label": LABELS[change.kind],
        "number_before": known.first_held,
        "trial": trial,
        "limit": DiscussionSettings.current().false_hold_limit,
        "is_over": _is_over(trial),
        "tried": Tried(change, known.digest(), number, trial.numbers()).sign(request.user),
        # A form with a box for each of thousands would be refused as a whole.
        "form": (form or _form_with(change, known)) if len(change.removed) <= ENTRIES_ON_A_PAGE else None,
        "is_number": change.kind == FIRST_HELD,
        "kind": change.kind,
        "back_url": url_of(change.kind),
        "notice": notice,
    }
    return render(request, "moderation/rule_trial.html", context, status=status)


def _form_with(change: Change, known: Rules) -> EntriesForm | FirstHeldForm:
    """A form that says what `change` says, to go on from."""
    form = form_for(change.kind, known)
    form.initial |= {
        "number": change.number,
        "entries": "\n".join(change.added),
        "note": next(iter(change.added.values()), ""),
    }
    return form


@deed(may_lead)
@for_leads
def save_rules(request: HttpRequest) -> HttpResponse:
    """Make the change that was tried, bound to what the trial saw: where that is no more, it is tried anew."""
    tried = Tried.read(request.POST.get("tried", ""), request.user)
    if tried is None:
        messages.error(request, _("Nothing was saved: that was tried too long ago. Try it once more."))
        return redirect("moderation:rules")
    change, known = tried.change, current_rules()
    if not change.within(known).changes(known):
        messages.info(request, _("It is so already: nothing was left to change."))
        return HttpResponseRedirect(url_of(change.kind), status=303)
    is_over = _is_over(Trial.of(tried.numbers))
    if is_over and "confirm" not in request.POST:
        notice = _("Nothing was saved. Tick the box below to save it although it would have stopped so many.")
        return _show_trial(request, change, known, notice=notice, status=422)
    try:
        deeds.save(tried, by=request.user, confirmed=is_over)
    except Stale:
        notice = _("Nothing was saved: the rules have changed since you tried this. This is what it would do now.")
        known = current_rules()
        return _show_trial(request, change.within(known), known, notice=notice, status=409)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, _("Saved. It counts from now on."))
    return HttpResponseRedirect(url_of(change.kind), status=303)


def _is_over(trial: Trial) -> bool:
    return trial.rate > DiscussionSettings.current().false_hold_limit


@deed(may_lead)
@for_leads
def undo_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Try the change that takes an earlier one back. Nothing is written."""
    logged = get_object_or_404(RuleChange, pk=pk)
    known = current_rules()
    try:
        change = deeds.undoing(logged, known)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect(url_of(logged.kind))
    if not change.changes(known):
        messages.info(request, _("Nothing of that change is left to take back."))
        return redirect(url_of(logged.kind))
    return _show_trial(request, change, known)
