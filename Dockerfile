# The product's image: one for web, worker and beat. Built in two steps, so that no compiler and no cache is shipped.
FROM python:3.11-slim-bookworm AS build

ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy
WORKDIR /app
COPY requirements/ requirements/
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements/bootstrap.txt \
    && /opt/venv/bin/uv pip sync --no-cache --python /opt/venv/bin/python --require-hashes requirements/base.txt

COPY . .
ENV PATH=/opt/venv/bin:$PATH DJANGO_SETTINGS_MODULE=config.settings.prod STATIC_ROOT=/srv/static
# The settings of production are strict even here; what is made up for this one command is in no layer of the image.
RUN python -m tools.fonts \
    && python -m tools.messages \
    && SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(48))')" ALLOWED_HOSTS=localhost \
       DATABASE_URL=postgres://build@localhost/build REDIS_URL=redis://localhost \
       python manage.py collectstatic --noinput --verbosity 0


FROM python:3.11-slim-bookworm

# The newest security fixes of Debian 12 are wanted, not the versions of one day.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends fontconfig libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /srv/var --shell /usr/sbin/nologin app \
    && install -d -o app -g app -m 0750 /srv/var /srv/media

COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/static /srv/static
COPY --from=build /app /app

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.prod \
    STATIC_ROOT=/srv/static \
    MEDIA_ROOT=/srv/media \
    VAR_DIR=/srv/var
WORKDIR /app
# The sample report of the start page: needs the fonts and libraries of this stage, no database and no secret.
RUN DJANGO_SETTINGS_MODULE=config.settings.dev VAR_DIR=/tmp/var python -m tools.samples && rm -rf /tmp/var
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "-m", "tools.healthcheck", "web"]
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--no-control-socket", "--access-logfile", "-"]
