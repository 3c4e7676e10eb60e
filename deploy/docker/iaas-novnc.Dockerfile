# The screens of VMs for browsers.
ARG BASE=docker.io/library/debian:12-slim

FROM ${BASE} AS build
ARG STEPS
RUN --mount=type=bind,source=deploy/docker/steps,target=/steps /steps/tools
COPY pyproject.toml deploy/requirements.lock /src/
RUN --mount=type=bind,source=deploy/docker/steps,target=/steps --mount=type=secret,id=authority \
    python3 /steps/dependencies.py console
COPY api_common /opt/kubeiaas/app/api_common
COPY iaas_agent /opt/kubeiaas/app/iaas_agent
RUN python3 -m compileall -q /opt/kubeiaas
# Debian's package wants Node.js and numpy; its files alone are enough.
RUN cd /tmp && apt-get download -qq novnc && dpkg -x novnc_*.deb /novnc

FROM ${BASE}
ARG STEPS
RUN --mount=type=bind,source=deploy/docker/steps,target=/steps /steps/runtime python3
COPY --from=build /opt/kubeiaas/lib /opt/kubeiaas/lib
COPY --from=build /opt/kubeiaas/app /opt/kubeiaas/app
COPY --from=build /novnc/usr/share/novnc /usr/share/novnc
ENV PYTHONPATH=/opt/kubeiaas/app:/opt/kubeiaas/lib PYTHONUNBUFFERED=1 MALLOC_ARENA_MAX=2
WORKDIR /opt/kubeiaas
USER 10001:10001
EXPOSE 8787
ENTRYPOINT ["python3", "-m", "iaas_agent.console"]
