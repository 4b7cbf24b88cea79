"""Partners as everybody sees them."""

from uuid import UUID

from django.db.models import Prefetch
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from district.partners.filters import PartnerFilter
from district.partners.models import Organisation, OrganisationRole, Role
from district.partners.services import employer_facts, merges
from district.web.access import public
from district.web.pages import paginate

APPROVED = Prefetch("roles", OrganisationRole.objects.approved().order_by("role"))


@require_safe
@public
def partner_list(request: HttpRequest) -> HttpResponse:
    partners = Organisation.objects.public().select_related("postcode__council").prefetch_related(APPROVED)
    chosen = PartnerFilter(request.GET or None, queryset=partners.order_by(Lower("name"), "id"))
    page = paginate(request, chosen.qs)
    return render(request, "partners/partner_list.html", {"filter": chosen, "page": page})


@require_safe
@public
def partner_show(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What it does and where; its courses and jobs are a click away. The address of one that was merged leads on."""
    gone = Organisation.objects.filter(public_id=public_id, is_active=False).first()
    if gone is not None and (kept := merges.standing(gone)) != gone:
        return redirect("partner_show", kept.public_id)
    partners = Organisation.objects.public().select_related("postcode__council").prefetch_related(APPROVED)
    partner = get_object_or_404(partners, public_id=public_id)
    roles = {role.role for role in partner.roles.all()}
    context = {
        "partner": partner,
        "teaches": Role.PROVIDER in roles,
        "hires": Role.EMPLOYER in roles,
        "facts": employer_facts.of(partner) if Role.EMPLOYER in roles else None,
        "back_href": "",
    }
    return render(request, "partners/partner_show.html", context)
