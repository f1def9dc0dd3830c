"""The settings of Django, from `options`. Read by Django alone."""

from pathlib import Path

from leadpact.desk.database import database_of
from leadpact.desk.options import company_sign_in, home_folder, read_list, read_option
from leadpact.desk.secret_key import read_secret_key

_HERE = Path(__file__).parent
HOME = home_folder()

SECRET_KEY = read_option("LEADPACT_SECRET_KEY") or read_secret_key(HOME)
SECRET_KEY_FALLBACKS = read_list("LEADPACT_OLD_SECRET_KEYS")
DEBUG = False
ALLOWED_HOSTS = read_list("LEADPACT_HOSTS")
ORIGINS = read_list("LEADPACT_ORIGINS")
N_PROXIES = int(read_option("LEADPACT_PROXIES") or 0)
IS_HTTPS = read_option("LEADPACT_HTTPS") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "leadpact.desk.people",
    "leadpact.desk.leads",
    "leadpact.desk.work",
    "leadpact.desk.capture",
    "leadpact.desk.queue",
    "leadpact.desk.team",
    "leadpact.desk.governance",
    "leadpact.desk.webhooks",
    "leadpact.desk.privacy",
    "leadpact.desk.api",
    "leadpact.desk.demo",
]

MIDDLEWARE = [
    "leadpact.desk.middleware.SecurityHeaders",
    "leadpact.desk.api.middleware.ApiProblems",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "leadpact.desk.failures.Failures",
    "leadpact.desk.middleware.RoleGuard",
    "leadpact.desk.middleware.SecondFactor",
    "leadpact.desk.middleware.ReaderZone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "leadpact.desk.urls"
CSRF_FAILURE_VIEW = "leadpact.desk.failures.stale_form"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
"""Forms are drawn by the templates of the desk: label, field, hint, error."""
WSGI_APPLICATION = "leadpact.desk.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "leadpact.desk.shell.shell",
            ],
            "builtins": ["leadpact.desk.words"],
        },
    }
]

DATABASES = {"default": database_of(read_option("DATABASE_URL"), HOME)}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "desk_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
"""In the database, so that all processes count failed sign-ins together."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "leadpact.desk.people.sign_in.ClosedSignup"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
"""A session ends after 12 hours, whether or not the browser was closed."""
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
"""Failed sign-ins count per address of the network, and per account with it."""
ALLAUTH_TRUSTED_PROXY_COUNT = N_PROXIES
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "leadpact.desk.people.sign_in.EncryptedFactors"
MFA_TOTP_ISSUER = "Leadpact"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
SOCIALACCOUNT_ADAPTER = "leadpact.desk.people.sign_in.KnownPeopleOnly"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": company_sign_in(
            read_option("LEADPACT_OIDC_ISSUER"),
            read_option("LEADPACT_OIDC_CLIENT_ID"),
            read_option("LEADPACT_OIDC_CLIENT_SECRET"),
            read_option("LEADPACT_OIDC_NAME"),
        ),
    }
}

SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
X_FRAME_OPTIONS = "DENY"

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
DATETIME_FORMAT = "D j M Y H:i"

STATIC_URL = "static/"
STATICFILES_DIRS = [_HERE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
