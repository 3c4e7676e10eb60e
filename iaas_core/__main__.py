"""`python -m iaas_core`"""

from api_common.settings import load
from api_common.web.server import serve
from iaas_core.main import create_app
from iaas_core.settings import CoreSettings

if __name__ == "__main__":
    settings = load(CoreSettings)
    serve("iaas-core", settings, lambda: create_app(settings))
