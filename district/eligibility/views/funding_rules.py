"""Who gets a course for free, as WMCA staff read it: the rules in force on a day, and how each one came to be so."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from district.eligibility import funding_rules
from district.eligibility.judgement import funding_year
from district.eligibility.models import FundingRule
from district.partners.access import staff_only
from district.partners.requests import ActorRequest


@require_safe
@staff_only
def funding_rule_list(request: ActorRequest) -> HttpResponse:
    rules = FundingRule.objects.select_related("stream").order_by("stream__position", "id")
    this_year = {"year": str(funding_year(timezone.localdate()))}
    chosen = funding_rules.FundingRuleFilter(request.GET or this_year, queryset=rules)
    table = funding_rules.funding_rule_table(list(chosen.qs))
    return render(request, "eligibility/funding_rule_list.html", {"filter": chosen, "table": table})


@require_safe
@staff_only
def funding_rule_show(request: ActorRequest, code: str) -> HttpResponse:
    versions = funding_rules.versions_of_rule(code)
    if not versions:
        raise Http404("There is no such rule.")
    context = {
        "rule": versions[0],
        "table": funding_rules.rule_version_table(versions),
        "changes": funding_rules.changes_of_rule(code),
    }
    return render(request, "eligibility/funding_rule_show.html", context)
