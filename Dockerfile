# The gateway as one image. `npm start` runs the same command as CMD below; tests/tidy holds the two together.
# The Node of the base image only starts the bootstrap: the server runs on the Node that package-lock.json names.

FROM node:26-bookworm-slim AS screens
WORKDIR /srv/duress
COPY package.json package-lock.json .npmrc ./
COPY gateway/package.json gateway/
COPY firmware-sim/package.json firmware-sim/
COPY dashboard/package.json dashboard/
RUN npm ci --include=optional
COPY tsconfig.json ./
COPY gateway gateway
COPY dashboard dashboard
RUN node node_modules/vite/bin/vite.js build dashboard --config dashboard/vite.config.ts

FROM node:26-bookworm-slim
ENV NODE_ENV=production
WORKDIR /srv/duress
COPY package.json package-lock.json .npmrc ./
COPY gateway/package.json gateway/
COPY firmware-sim/package.json firmware-sim/
COPY dashboard/package.json dashboard/
# The workspaces stay links into this folder: Node strips types from our own sources, never from a package in node_modules.
RUN npm ci --omit=dev --include=optional && npm cache clean --force
COPY gateway gateway
COPY firmware-sim firmware-sim
COPY --from=screens /srv/duress/dashboard/dist dashboard/dist
COPY LICENSE ./
# Number 10001: known to no host, so that a file that leaks out of the volume belongs to nobody.
RUN groupadd --gid 10001 duress && useradd --uid 10001 --gid duress --no-create-home --shell /usr/sbin/nologin duress \
  && mkdir /data /keys && chown duress:duress /data /keys && chmod 700 /data /keys
# The master key lies apart from the data: whoever copies one volume can't read it.
# All of the container's addresses; without certificates the gateway then refuses to start until plain text is allowed by name.
ENV DURESS_DATA=/data \
    DURESS_MASTER_KEY_FILE=/keys/master.key \
    DURESS_HTTP_HOST=0.0.0.0 \
    DURESS_MQTT_HOST=0.0.0.0
VOLUME ["/data", "/keys"]
USER duress
# HTTP and MQTT; with certificates the same ports speak HTTPS and MQTTS.
EXPOSE 8080 1883
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 \
  CMD ["node", "gateway/bootstrap/health.cjs", "/health/ready"]
CMD ["node", "gateway/bootstrap/run.cjs", "start"]
