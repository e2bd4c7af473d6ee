# gomemlint with Go, git and a C compiler for cgo; docs/ci.md says how to run it.
ARG GO=1.27.3
FROM golang:${GO}-bookworm AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3-venv \
    && rm -rf /var/lib/apt/lists/*
COPY . /source
RUN python3 -m venv /opt/gomemlint \
    && /opt/gomemlint/bin/pip install --no-cache-dir /source \
    && /opt/gomemlint/bin/pip uninstall --yes pip

FROM golang:${GO}-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3 \
    && rm -rf /var/lib/apt/lists/*
# The mounted work tree belongs to another user. Any user may be chosen with --user: all of them
# can write to HOME, where Go and gomemlint keep their caches.
RUN git config --system --add safe.directory /src \
    && mkdir --mode=1777 /home/gomemlint
COPY --from=build /opt/gomemlint /opt/gomemlint
ENV HOME=/home/gomemlint PATH=/opt/gomemlint/bin:$PATH
USER 1000:1000
WORKDIR /src
ENTRYPOINT ["gomemlint"]
CMD ["./..."]
