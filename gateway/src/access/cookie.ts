/** Under TLS the prefix makes browsers hold the cookie to this very host, with Secure and without a Domain. */
export function sessionCookieName(tls: boolean): string {
  return tls ? '__Host-duress' : 'duress';
}

/** Characters of a cookie header that are read; a longer one is nobody's session. */
const COOKIE_HEADER_MAX = 4_096;
const TOKEN = /^[A-Za-z0-9_-]{16,128}$/;

/** The session's token in a Cookie header, or nothing that could be one. */
export function sessionTokenOf(header: string | undefined, tls: boolean): string | undefined {
  if (header === undefined || header.length > COOKIE_HEADER_MAX) return undefined;
  const name = sessionCookieName(tls) + '=';
  for (const part of header.split(';')) {
    const pair = part.trim();
    if (!pair.startsWith(name)) continue;
    const token = pair.slice(name.length);
    return TOKEN.test(token) ? token : undefined;
  }
  return undefined;
}

/** A Set-Cookie value: for the session's whole life, unreadable to scripts, never sent from another site's page. */
export function sessionCookie(token: string, tls: boolean, maxAgeMs: number): string {
  const seconds = Math.max(0, Math.floor(maxAgeMs / 1000));
  return `${sessionCookieName(tls)}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${tls ? '; Secure' : ''}`;
}

export function clearedSessionCookie(tls: boolean): string {
  return sessionCookie('', tls, 0);
}
