"""Django's settings."""

SECRET_KEY = "replaced-at-start"  # noqa: S105 - the supervisor hands over the real one
USE_TZ = True
TIME_ZONE = "Europe/Berlin"
LANGUAGE_CODE = "de"
INSTALLED_APPS: list[str] = []
