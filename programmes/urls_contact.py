"""Addresses of what learners and providers have to say to each other."""

from django.urls import path

from programmes.views import check_in, conversation

urlpatterns = [
    path("me/check-ins/<uuid:public_id>/", check_in.check_in_show, name="check_in_show"),
    path("me/messages/", conversation.conversation_list, name="conversation_list"),
    path("me/messages/<uuid:run_id>/", conversation.conversation_show, name="conversation_show"),
    path("provider/messages/", conversation.provider_conversation_list, name="provider_conversation_list"),
    path(
        "provider/messages/<uuid:run_id>/<uuid:learner_id>/",
        conversation.provider_conversation_show,
        name="provider_conversation_show",
    ),
    path("provider/runs/<uuid:public_id>/message/", conversation.run_message_send, name="run_message_send"),
]
