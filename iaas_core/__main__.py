"""`python -m iaas_core` serves; `python -m iaas_core reset-password <user>` helps whoever is locked out."""

import sys

from api_common.settings import load
from api_common.web.server import serve
from iaas_core.main import create_app
from iaas_core.reset_password import reset_password
from iaas_core.settings import CoreSettings

if __name__ == "__main__":
    settings = load(CoreSettings)
    match sys.argv[1:]:
        case []:
            serve("iaas-core", settings, lambda: create_app(settings))
        case ["reset-password", username]:
            sys.exit(reset_password(settings, username))
        case _:
            sys.exit(__doc__)
