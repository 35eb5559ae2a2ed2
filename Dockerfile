# One image for web, worker and beat; docker-compose.yml says which one a container is.
FROM node:24-slim AS browser
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --omit=dev --no-audit --no-fund

FROM python:3.13-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/cmtool
WORKDIR /app
RUN useradd --system --uid 10001 --home-dir /app cmtool \
  && install --directory --owner cmtool --group cmtool --mode 0750 /var/lib/cmtool
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
COPY --from=browser /app/node_modules ./node_modules
# Static files are part of the image; the key is for this command only and stays in no layer that runs.
RUN pybabel compile --domain django --directory locale \
  && python -m compileall -q cmtool workspaces jobs imports strategy kpis \
  && SECRET_KEY=only-to-collect-the-static-files-0123456789-abcdefghij STATIC_DIR=/app/static-built \
     VAR_DIR=/tmp/build python manage.py collectstatic --noinput --verbosity 0
ENV STATIC_DIR=/app/static-built
USER cmtool
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=40s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=4)"]
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "1", "--no-ws", "cmtool.wsgi:application"]
