"""Settings of a Superset that only this machine sees: everything it keeps is in the folder of ``SUPERSET_HOME``."""

import os
import secrets
from pathlib import Path

HOME = Path(os.environ["SUPERSET_HOME"])
_KEY = HOME / "secret_key"
if not _KEY.exists():
    _KEY.write_text(secrets.token_urlsafe(48), "utf-8")
    _KEY.chmod(0o600)
SECRET_KEY = _KEY.read_text("utf-8")
SQLALCHEMY_DATABASE_URI = f"sqlite:///{HOME}/superset.db"
BABEL_DEFAULT_LOCALE = "zh"
LANGUAGES = {"zh": {"flag": "cn", "name": "简体中文"}, "en": {"flag": "us", "name": "English"}}
# It is served over plain HTTP on 127.0.0.1 alone.
TALISMAN_ENABLED = False
SESSION_COOKIE_SAMESITE = "Strict"
