"""`python -m iaas_agent`: one host's agent."""

from __future__ import annotations

from functools import partial

from api_common.settings import load
from api_common.web.server import serve
from iaas_agent.main import create_app
from iaas_agent.settings import AgentSettings

if __name__ == "__main__":
    settings = load(AgentSettings)
    serve("iaas-agent", settings, partial(create_app, settings))
