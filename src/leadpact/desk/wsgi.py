"""What the web server calls."""

from leadpact.desk.start import start_django

start_django()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - Django is to be set up first

application = get_wsgi_application()
