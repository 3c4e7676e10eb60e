# The web console's files, and the API and the screens on the same origin. Its files are built before (see deploy/images.py).
ARG BASE=docker.io/library/debian:12-slim

FROM ${BASE}
ARG STEPS
RUN --mount=type=bind,source=deploy/docker/steps,target=/steps /steps/runtime nginx-light gettext-base
COPY --chmod=0755 deploy/docker/console-start /usr/local/bin/console-start
COPY frontend/nginx.conf.template /opt/kubeiaas/nginx.conf.template
COPY frontend/dist /opt/kubeiaas/console
ENV CONSOLE_LISTEN=8080 CONSOLE_ROOT=/opt/kubeiaas/console CONSOLE_STATE=/tmp FORWARDED_FOR=\$remote_addr \
    CORE_URL=http://iaas-core:9080 NOVNC_URL=http://iaas-novnc:8787
USER 10001:10001
EXPOSE 8080
ENTRYPOINT ["console-start"]
