from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "district.places"
    label = "places"
