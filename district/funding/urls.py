from django.urls import path

from district.funding.views import authority, changes, claims, provider

DESK = "authority/funding/"
OWN = "provider/funding/"

urlpatterns = [
    path(DESK, authority.funding_show, name="funding_show"),
    path(f"{DESK}funds/new/", authority.fund_create, name="fund_create"),
    path(f"{DESK}funds/<uuid:public_id>/", authority.fund_show, name="fund_show"),
    path(f"{DESK}funds/<uuid:public_id>/allocate/", authority.allocation_create, name="allocation_create"),
    path(f"{DESK}allocations/<uuid:public_id>/", authority.allocation_show, name="allocation_show"),
    path(f"{DESK}allocations/<uuid:public_id>/contract/", authority.contract_create, name="contract_create"),
    path(f"{DESK}contracts/", authority.contract_list, name="contract_list"),
    path(f"{DESK}contracts/<uuid:public_id>/", authority.contract_show, name="contract_show"),
    path(f"{DESK}contracts/<uuid:public_id>/move/", authority.contract_move, name="contract_move"),
    path(f"{DESK}contracts/<uuid:public_id>/stop/", authority.contract_stop, name="contract_stop"),
    path(
        f"{DESK}contracts/<uuid:public_id>/months/",
        authority.contract_profile_change,
        name="contract_profile_change",
    ),
    path(
        f"{DESK}contracts/<uuid:public_id>/change/",
        changes.contract_change_propose,
        name="contract_change_propose",
    ),
    path(f"{DESK}changes/<uuid:public_id>/", changes.contract_change_decide, name="contract_change_decide"),
    path(
        f"{DESK}changes/<uuid:public_id>/withdraw/",
        changes.contract_change_withdraw,
        name="contract_change_withdraw",
    ),
    path(f"{DESK}rules/", authority.milestone_rule_list, name="milestone_rule_list"),
    path(f"{DESK}rules/new/", authority.milestone_rule_create, name="milestone_rule_create"),
    path(f"{DESK}claims/", claims.authority_claim_list, name="authority_claim_list"),
    path(f"{DESK}claims/chosen/", claims.authority_claim_bulk, name="authority_claim_bulk"),
    path(f"{DESK}claims/<str:act>/chosen/", claims.authority_claim_decide, name="authority_claim_decide"),
    path(f"{DESK}learners/<uuid:public_id>/", claims.authority_claim_show, name="authority_claim_show"),
    path(OWN, provider.provider_funding_list, name="provider_funding_list"),
    path(f"{OWN}<uuid:public_id>/", provider.provider_funding_show, name="provider_funding_show"),
    path(
        f"{OWN}<uuid:public_id>/look-again/",
        provider.provider_funding_refresh,
        name="provider_funding_refresh",
    ),
    path(f"{OWN}<uuid:public_id>/claim/", provider.provider_claim_make, name="provider_claim_make"),
    path(
        f"{OWN}learners/<uuid:public_id>/", provider.provider_milestone_show, name="provider_milestone_show"
    ),
    path(f"{OWN}evidence/<uuid:public_id>/withdraw/", provider.evidence_withdraw, name="evidence_withdraw"),
]
