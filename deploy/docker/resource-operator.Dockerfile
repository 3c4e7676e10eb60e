# Chooses and watches hosts. Also what the Jobs run that set things up: deploy.kube.secrets and deploy.label.
ARG BASE=docker.io/library/debian:12-slim

FROM ${BASE} AS build
ARG STEPS
RUN --mount=type=bind,source=deploy/docker/steps,target=/steps /steps/tools
COPY pyproject.toml deploy/requirements.lock /src/
RUN --mount=type=bind,source=deploy/docker/steps,target=/steps --mount=type=secret,id=authority \
    python3 /steps/dependencies.py cluster
COPY api_common /opt/kubeiaas/app/api_common
COPY resource_operator /opt/kubeiaas/app/resource_operator
COPY deploy/__init__.py deploy/label.py /opt/kubeiaas/app/deploy/
COPY deploy/kube /opt/kubeiaas/app/deploy/kube
RUN python3 -m compileall -q /opt/kubeiaas

FROM ${BASE}
ARG STEPS
RUN --mount=type=bind,source=deploy/docker/steps,target=/steps /steps/runtime python3
COPY --from=build /opt/kubeiaas/lib /opt/kubeiaas/lib
COPY --from=build /opt/kubeiaas/app /opt/kubeiaas/app
ENV PYTHONPATH=/opt/kubeiaas/app:/opt/kubeiaas/lib PYTHONUNBUFFERED=1 MALLOC_ARENA_MAX=2
WORKDIR /opt/kubeiaas
USER 10001:10001
EXPOSE 9092
ENTRYPOINT ["python3", "-m", "resource_operator"]
