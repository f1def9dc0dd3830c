"""What the web server calls."""

import os

from leadpact.desk.start import start_django

start_django()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - Django is to be set up first

from leadpact.desk.setup.parent import end_with_parent  # noqa: E402 - Django is to be set up first

end_with_parent(lambda: os._exit(1))  # a server that was killed leaves no process at its port

application = get_wsgi_application()
