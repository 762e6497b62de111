"""The WSGI application that the web server runs."""

import django
from django.core.handlers.wsgi import WSGIHandler

django.setup()
application = WSGIHandler()
