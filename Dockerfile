# syntax=docker/dockerfile:1
# One image for both programs: `docker run everhook api` (the default) or `docker run everhook worker`.

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/var/cache/npm npm ci --cache /var/cache/npm
COPY . .
RUN npm run build

FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Optional dependencies are the embedded Postgres of the standalone, which has no place here, and compilers that only
# the build needs.
RUN --mount=type=cache,target=/var/cache/npm npm ci --cache /var/cache/npm --omit=dev --omit=optional

FROM node:24-slim
# DNS look-ups take a thread each: with Node's four, four dead name servers would delay every new connection.
ENV NODE_ENV=production HOST=0.0.0.0 UV_THREADPOOL_SIZE=16
# Memory (docs/operations.md): a young generation that stays small, collections of the old one long before the machine's
# memory is the limit, and freed native memory given back. NODE_OPTIONS of a container replaces these.
ENV NODE_OPTIONS="--max-semi-space-size=4 --max-old-space-size=512" MALLOC_ARENA_MAX=2 MALLOC_TRIM_THRESHOLD_=131072
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
USER node
EXPOSE 3000 3001
# A container runs one of the two programs, so one of the two ports answers.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["node", "-e", "const { PORT = 3000, EVERHOOK_HEALTH_PORT = 3001 } = process.env; const live = async (port) => { const answer = await fetch(`http://127.0.0.1:${port}/health/live`); if (!answer.ok) throw new Error(String(answer.status)); }; Promise.any([live(PORT), live(EVERHOOK_HEALTH_PORT)]).catch(() => process.exit(1));"]
# A small young generation is collected sooner by one thread than by several that wait for each other (docs/adr/0015);
# NODE_OPTIONS does not take this flag.
# exec, so that the program itself receives SIGTERM and drains; the command's first word arrives as $0.
ENTRYPOINT ["/bin/sh", "-c", "exec node --enable-source-maps --no-parallel-scavenge \"dist/apps/$0/main.js\""]
CMD ["api"]
