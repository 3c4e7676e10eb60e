# One host's agent, and its init container (python3 -m iaas_agent.prepare).
ARG BASE=docker.io/library/debian:12-slim

FROM ${BASE} AS build
ARG STEPS
RUN --mount=type=bind,source=deploy/docker/steps,target=/steps /steps/tools
COPY pyproject.toml deploy/requirements.lock /src/
RUN --mount=type=bind,source=deploy/docker/steps,target=/steps --mount=type=secret,id=authority \
    python3 /steps/dependencies.py agent
COPY api_common /opt/kubeiaas/app/api_common
COPY iaas_agent /opt/kubeiaas/app/iaas_agent
RUN python3 -m compileall -q /opt/kubeiaas

FROM ${BASE}
ARG STEPS
RUN --mount=type=bind,source=deploy/docker/steps,target=/steps /steps/runtime python3 libvirt0 qemu-utils
COPY --from=build /opt/kubeiaas/lib /opt/kubeiaas/lib
COPY --from=build /opt/kubeiaas/app /opt/kubeiaas/app
ENV PYTHONPATH=/opt/kubeiaas/app:/opt/kubeiaas/lib PYTHONUNBUFFERED=1 MALLOC_ARENA_MAX=2
WORKDIR /opt/kubeiaas
USER 0
EXPOSE 9090
ENTRYPOINT ["python3", "-m", "iaas_agent"]
