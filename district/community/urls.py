"""Addresses of community partners' referrals, and of applying for somebody who has no computer."""

from django.urls import path

from district.community.views import help_given, referral

urlpatterns = [
    path("referring/", referral.referral_list, name="referral_list"),
    path("referring/new/", referral.referral_make, name="referral_make"),
    path("referring/runs/<uuid:run_id>/", referral.referral_make, name="referral_make_to_run"),
    path("referrals/<secret:token>/", referral.referral_answer, name="referral_answer"),
    path("me/referrals/", referral.own_referral_list, name="own_referral_list"),
    path("me/referrals/<uuid:public_id>/stop/", referral.referral_stop, name="referral_stop"),
    path("helping/", help_given.help_list, name="help_list"),
    path("helping/runs/<uuid:public_id>/", help_given.help_start, name="help_start"),
    path("helping/applications/<uuid:public_id>/", help_given.help_sheet, name="help_sheet"),
    path("helping/letters/<uuid:public_id>/", help_given.help_letter_show, name="help_letter_show"),
    path("me/claim/", help_given.profile_claim, name="profile_claim"),
    path("me/applications/<uuid:public_id>/helper/stop/", help_given.help_stop, name="help_stop"),
]
