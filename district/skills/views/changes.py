from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from district.skills import wording
from district.skills.models import VocabularyVersion
from district.web.access import public
from district.web.pages import paginate


@require_safe
@public
def skill_changes(request: HttpRequest) -> HttpResponse:
    """Every version of the list of skills, the newest first. Who decided is for staff; why is for everybody."""
    versions = VocabularyVersion.objects.select_related("decision__skill", "decision__other")
    page = paginate(request, versions.order_by("-number"))
    changes = [(version, version.decision, wording.of_decision(version.decision)) for version in page]
    context = {"trail": [("Skills", reverse("skill_list"))], "page": page, "changes": changes}
    return render(request, "skills/skill_changes.html", context)
