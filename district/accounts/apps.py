from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "district.accounts"
    label = "accounts"
