# What compose.yaml runs. `make serve` installs, checks and serves, as it does without a container.
FROM python:3.13-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends make \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home noticed \
    && install --directory --owner=noticed /srv/noticed /data
USER noticed
WORKDIR /srv/noticed
COPY --chown=noticed requirements.txt Makefile ./
RUN make .venv/runtime
COPY --chown=noticed . .
RUN touch .venv/runtime
# make hands SIGTERM on to the server, and waits for it.
CMD ["sh", "-c", ".venv/bin/python manage.py migrate --verbosity 0 && exec make --silent serve"]
