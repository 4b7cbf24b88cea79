from django.urls import path

from district.gaps.views import board, chain, history, skill

urlpatterns = [
    path("authority/gaps/", board.authority_gap_list, name="authority_gap_list"),
    path("authority/gaps/count/", board.authority_gap_count, name="authority_gap_count"),
    path("authority/gaps/needs/", chain.authority_chain_list, name="authority_chain_list"),
    path("authority/gaps/needs/<uuid:public_id>/", chain.authority_need_chain, name="authority_need_chain"),
    path("employer/needs/<uuid:public_id>/chain/", chain.need_chain, name="need_chain"),
    path("authority/gaps/<uuid:public_id>/", skill.authority_gap_show, name="authority_gap_show"),
    path(
        "authority/gaps/<uuid:public_id>/months/", history.authority_gap_history, name="authority_gap_history"
    ),
]
