from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "ospolis.people"
    label = "people"
