from django.urls import path

from district.partners.views import authority, members, organisations, public, signup, work

OWN = "organisations/<uuid:public_id>/"
STAFF = "authority/organisations/"

urlpatterns = [
    path("partners/", public.partner_list, name="partner_list"),
    path("partners/<uuid:public_id>/", public.partner_show, name="partner_show"),
    path("organisations/", organisations.organisation_list, name="organisation_list"),
    path("organisations/switch/", organisations.organisation_switch, name="organisation_switch"),
    path("organisations/new/", signup.organisation_start, name="organisation_start"),
    path("organisations/new/check/", signup.organisation_check, name="organisation_check"),
    path("organisations/new/discard/", signup.draft_discard, name="draft_discard"),
    path("organisations/new/<slug:slug>/", signup.organisation_ask, name="organisation_ask"),
    path("organisations/invitations/<str:token>/", members.invitation_accept, name="invitation_accept"),
    path(
        "organisations/requests/<uuid:request_id>/withdraw/",
        organisations.join_withdraw,
        name="join_withdraw",
    ),
    path(OWN, organisations.organisation_show, name="organisation_show"),
    path(f"{OWN}change/", organisations.organisation_change, name="organisation_change"),
    path(f"{OWN}roles/new/", organisations.role_ask, name="role_ask"),
    path(f"{OWN}join/", organisations.organisation_join, name="organisation_join"),
    path(f"{OWN}invite/", members.invitation_send, name="invitation_send"),
    path(
        f"{OWN}invitations/<uuid:invitation_id>/withdraw/",
        members.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path(f"{OWN}members/<uuid:member_id>/", members.member_change, name="member_change"),
    path(f"{OWN}members/<uuid:member_id>/remove/", members.member_remove, name="member_remove"),
    path(f"{OWN}requests/<uuid:request_id>/accept/", members.join_accept, name="join_accept"),
    path(f"{OWN}requests/<uuid:request_id>/decline/", members.join_decline, name="join_decline"),
    path(STAFF, authority.authority_organisation_list, name="authority_organisation_list"),
    path(
        f"{STAFF}<uuid:public_id>/",
        authority.authority_organisation_show,
        name="authority_organisation_show",
    ),
    path(f"{STAFF}<uuid:public_id>/history/", authority.organisation_history, name="organisation_history"),
    path("authority/roles/<uuid:role_id>/checks/<slug:kind>/", authority.check_record, name="check_record"),
    path("authority/roles/<uuid:role_id>/<slug:decision>/", authority.role_decide, name="role_decide"),
    path("authority/claims/<uuid:request_id>/accept/", authority.claim_accept, name="claim_accept"),
    path("authority/claims/<uuid:request_id>/decline/", authority.claim_decline, name="claim_decline"),
    path("authority/jobs/", work.job_board_show, name="job_board_show"),
    path("authority/jobs/<int:task_id>/retry/", work.job_retry, name="job_retry"),
    path("authority/jobs/progress/<uuid:public_id>/", work.progress_show, name="progress_show"),
    path("authority/jobs/imports/<uuid:public_id>/", work.import_show, name="import_show"),
]
