from django.apps import AppConfig


class SkillsConfig(AppConfig):
    name = "district.skills"
    label = "skills"
