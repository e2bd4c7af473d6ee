# gomemlint with a Go toolchain: docker run --rm -v "$PWD:/src" gomemlint ./...
FROM golang:1.27-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends python3-venv \
    && rm -rf /var/lib/apt/lists/*
COPY . /opt/gomemlint/source
RUN python3 -m venv /opt/gomemlint/venv \
    && /opt/gomemlint/venv/bin/pip install --no-cache-dir /opt/gomemlint/source
ENV PATH="/opt/gomemlint/venv/bin:$PATH"
WORKDIR /src
ENTRYPOINT ["gomemlint"]
CMD ["./..."]
