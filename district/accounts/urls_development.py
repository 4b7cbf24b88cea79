"""Addresses that exist only on a developer's machine."""

from django.urls import path

from district.accounts.views import mail

urlpatterns = [
    path("mail/", mail.mail_list, name="mail_list"),
    path("mail/<slug:name>/", mail.mail_show, name="mail_show"),
    path("mail/<slug:name>/html/", mail.mail_show_html, name="mail_show_html"),
]
