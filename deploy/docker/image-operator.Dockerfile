# The catalogue of images. It looks at disk files with qemu-img.
ARG BASE=docker.io/library/debian:12-slim

FROM ${BASE} AS build
ARG STEPS
RUN --mount=type=bind,source=deploy/docker/steps,target=/steps /steps/tools
COPY pyproject.toml deploy/requirements.lock /src/
RUN --mount=type=bind,source=deploy/docker/steps,target=/steps --mount=type=secret,id=authority \
    python3 /steps/dependencies.py images
COPY api_common /opt/kubeiaas/app/api_common
COPY image_operator /opt/kubeiaas/app/image_operator
RUN python3 -m compileall -q /opt/kubeiaas

FROM ${BASE}
ARG STEPS
RUN --mount=type=bind,source=deploy/docker/steps,target=/steps /steps/runtime python3 qemu-utils
COPY --from=build /opt/kubeiaas/lib /opt/kubeiaas/lib
COPY --from=build /opt/kubeiaas/app /opt/kubeiaas/app
ENV PYTHONPATH=/opt/kubeiaas/app:/opt/kubeiaas/lib PYTHONUNBUFFERED=1 MALLOC_ARENA_MAX=2
WORKDIR /opt/kubeiaas
USER 10001:10001
EXPOSE 9093
ENTRYPOINT ["python3", "-m", "image_operator"]
