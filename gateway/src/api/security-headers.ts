import type { FastifyReply } from 'fastify';

/** Nothing but our own files runs, nobody may frame us, and no form leaves the house. */
const CONTENT_SECURITY_POLICY = contentPolicy({ scripts: [], styles: [] });

/** Hashes of the scripts and styles that stand in a page itself, as `'sha256-…'`. */
export interface Inline {
  readonly scripts: readonly string[];
  readonly styles: readonly string[];
}

export function contentPolicy({ scripts, styles }: Inline): string {
  return [
    "default-src 'self'",
    ["script-src 'self'", ...scripts].join(' '),
    ["style-src 'self'", ...styles].join(' '),
    "img-src 'self'",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

const ONE_YEAR_S = 31_536_000;

/** On every answer, refusals among them. `no-store` until a page or a file says otherwise. */
export function setSecurityHeaders(reply: FastifyReply, tls: boolean): void {
  reply.headers({
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(self), autoplay=(self)',
    'cache-control': 'no-store',
    ...(tls ? { 'strict-transport-security': `max-age=${ONE_YEAR_S}` } : {}),
  });
}
