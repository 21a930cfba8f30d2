import type { Json } from '../../base/canonical.ts';
import type { PersonExport } from '../../domain/views/person-export.ts';

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}dt{font-weight:600;margin-top:.5rem}dd{margin:0 0 0 1rem;white-space:pre-wrap}section{border-top:1px solid #888;margin-top:1.5rem}';

const HEADINGS: readonly (readonly [keyof PersonExport, string])[] = [
  ['person', 'You'],
  ['devices', 'Your buttons'],
  ['signIns', 'Where you are signed in'],
  ['browsers', 'Browsers that tell you of alarms'],
  ['alarms', 'Your alarms'],
  ['debriefs', 'Your debriefs'],
];

/** The export as one page that can be read and printed: nothing is loaded from anywhere, nothing runs. */
export function exportPage(data: PersonExport): string {
  const sections = HEADINGS.map(([member, heading]) => `<section><h2>${heading}</h2>${shown(data[member] as Json)}</section>`); // as: all its members are JSON.
  const left = data.notInIt.map(({ what, why }) => `<dt>${escaped(what)}</dt><dd>${escaped(why)}</dd>`).join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><title>What is held of you</title><style>${STYLE}</style></head>
<body><h1>What is held of you</h1><p>Made on ${escaped(data.at.slice(0, 16).replace('T', ' '))} UTC. Keep it safe: it holds what you wrote.</p>
${sections.join('\n')}
<section><h2>What is not in it, and why</h2><dl>${left}</dl></section></body></html>
`;
}

function shown(value: Json): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return '<p>Nothing.</p>';
    return `<ul>${value.map((one: Json) => `<li>${shown(one)}</li>`).join('')}</ul>`;
  }
  if (typeof value !== 'object' || value === null) return escaped(String(value));
  const members = Object.entries(value).map(([name, one]) => `<dt>${escaped(name)}</dt><dd>${shown(one ?? null)}</dd>`);
  return `<dl>${members.join('')}</dl>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
