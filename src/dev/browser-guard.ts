import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const HEADERS = {
  'content-security-policy': [
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cache-control': 'no-store',
};

/** `host[:port]` names under which the development world answers; others are DNS rebinding. */
function isOwnHost(host: string | undefined): boolean {
  return host !== undefined && /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/.test(host);
}

function refuse(reply: FastifyReply): FastifyReply {
  return reply.status(403).send({ error: { code: 'csrf' } });
}

function isFromOwnPage(request: FastifyRequest, requireOrigin: boolean): boolean {
  const { origin, host } = request.headers;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  if (origin === undefined) return !requireOrigin;
  return origin === `http://${host}`;
}

/**
 * The same headers on every answer; only own host names; a request that changes something must come
 * from an own page (`Origin`, `Sec-Fetch-Site`) and hold JSON. `requireOrigin: false` also lets in
 * programs, which send neither. Routes of `exempt` are called by machines and prove themselves.
 */
export function guardBrowsers(
  server: FastifyInstance,
  options: { readonly requireOrigin: boolean; readonly exempt?: readonly string[] },
): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    if (!isOwnHost(request.headers.host)) return refuse(reply);
    if (request.method === 'GET' || request.method === 'HEAD') return;
    if (options.exempt?.includes(request.url)) return;
    if (!isFromOwnPage(request, options.requireOrigin)) return refuse(reply);
    const type = request.headers['content-type'] ?? '';
    if (!/^application\/json(?:;|$)/.test(type)) {
      return reply.status(415).send({ error: { code: 'file_type' } });
    }
    return;
  });
}
