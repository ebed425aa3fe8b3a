# One image for every part of the tracker; the command says which part runs.
FROM python:3.11-slim-bookworm AS environment
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 UV_NO_CACHE=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
COPY requirements/uv.lock requirements/run.lock requirements/
RUN python -m venv .venv \
    && .venv/bin/python -m pip install --quiet --require-hashes --requirement requirements/uv.lock \
    && .venv/bin/uv pip install --quiet --require-hashes --requirement requirements/run.lock
COPY . .
RUN .venv/bin/uv pip install --quiet --no-deps --no-build-isolation --editable .

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --home-dir /var/lib/pathways --shell /usr/sbin/nologin pathways \
    && install -d -o pathways -g pathways -m 0700 /var/lib/pathways /var/lib/pathways/inbox \
        /var/lib/pathways/airflow /var/lib/pathways/secrets
COPY --from=environment /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATHWAYS_HOME=/var/lib/pathways
USER 10001
ENTRYPOINT ["pathways"]
CMD ["--help"]
