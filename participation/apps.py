from django.apps import AppConfig


class ParticipationConfig(AppConfig):
    name = "participation"

    def ready(self) -> None:
        from django.core.checks import register

        from participation.keeping.checks import can_keep
        from participation.moderation import receivers  # noqa: F401  listens from here on

        register(can_keep)
