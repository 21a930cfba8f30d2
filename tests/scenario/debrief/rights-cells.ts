import { DRAFT_PARTS } from '../../../gateway/src/contract/debrief.ts';
import { photo } from '../../harness/photos.ts';
import type { Answer, Ask } from '../api/house.ts';
import type { Asker, RightsHouse } from './rights-house.ts';

/** One request that asks for one right; where it is allowed it changes nothing that another cell needs, or `changes` says so. */
export interface Cell {
  readonly right: string;
  readonly method: string;
  readonly path: (house: RightsHouse, debrief: string) => string;
  readonly ask?: Ask;
  readonly changes?: true;
}

/** Codes that say no to whoever asks, rather than to what they ask for. */
const NO = ['unknown-debrief', 'not-yours', 'not-now', 'not-allowed', 'signed-out', 'foreign-origin'];

/** A body that fits, and is refused for what it names to whoever may ask: so that the state stays as it is. */
const REFUSED: readonly (readonly [right: string, body: object])[] = [
  ['action', { kind: 'place', what: 'A door', owner: 'nobody-here', due: 1 }],
  ['hand-over', { to: 'nobody-here', reason: 'r' }],
  ['complete', { answer: ' ' }],
  ['follow-up', { which: 'week', how: ' ' }],
  ['name-involved', { person: 'nobody-here' }],
  ['dispute', { part: 'action', action: 'none', text: 'x' }],
  ['answer-dispute', { dispute: 'none', text: 'x' }],
  ['support', { item: 'none', result: 'accepted' }],
  ['support-checked', { support: 'none' }],
  ['decide-service', { option: 'no-change', reasons: ' ' }],
  ['agree', { decision: 'none' }],
  ['disagree', { decision: 'none', reason: 'x' }],
  ['review-service', { decision: 'none', result: 'end', reasons: 'x' }],
  ['action-done', { action: 'none', what: 'x' }],
  ['action-check', { action: 'none', worked: 'yes', how: 'x' }],
  ['action-drop', { action: 'none', reason: 'x' }],
  ['action-move', { action: 'none', owner: 'nobody-here', due: 1, reason: 'x' }],
  ['action-reply', { action: 'none', reply: 'x' }],
  ['join', { other: 'none' }],
];

const DUTY: readonly (readonly [what: string, body: object])[] = [
  ['aware', { at: 1, who: 'w', why: 'w' }],
  ['decision', { decision: 'yes', rules: [], why: 'w' }],
  ['notified', { rule: 'none', limit: 'none', at: 1, how: 'h', to: 't' }],
];

const below =
  (where: string): Cell['path'] =>
  (_, debrief) =>
    `/api/v1/debriefs/${debrief}${where}`;

function looking(): Cell[] {
  const get = (right: string, path: Cell['path']): Cell => ({ right, method: 'GET', path });
  return [
    get('read', below('')),
    ...['', '?small=1'].map((query) =>
      get('read-photo', (house, debrief) => `/api/v1/debriefs/${debrief}/attachments/${house.photo}${query}`),
    ),
    get('read-duty', below('/duty')),
    get('print', below('/incident.pdf')),
    get('name-involved', below('/nameable')),
  ];
}

export async function cells(): Promise<Cell[]> {
  const verb = (right: string, body?: unknown, changes?: true): Cell => ({
    right,
    method: 'POST',
    path: below(`/${right}`),
    ...(body === undefined ? {} : { ask: { body } }),
    ...(changes === undefined ? {} : { changes }),
  });
  const picture = await photo({ width: 8, height: 8 });
  const note = { 'x-attachment': encodeURIComponent('{"name":"d.jpg","alt":"the door"}') };
  const drafts = DRAFT_PARTS.flatMap((part): Cell[] => [
    { right: part, method: 'PUT', path: below(`/drafts/${part}`), ask: { body: { at: 1, value: {} } } },
    { right: part, method: 'DELETE', path: below(`/drafts/${part}`) },
  ]);
  return [
    ...looking(),
    verb('welfare', { safe: true }),
    verb('account', { account: 'It was loud.' }),
    verb('review', { before: 'A long wait.', factors: ['waiting'] }),
    ...REFUSED.map(([right, body]) => verb(right, body)),
    ...DUTY.map(([what, body]): Cell => ({ right: 'duty', method: 'POST', path: below(`/duty/${what}`), ask: { body } })),
    { right: 'detach', method: 'DELETE', path: below('/attachments/f-none') },
    { right: 'attach', method: 'POST', path: below('/attachments'), ask: { raw: { type: 'image/png', body: picture }, headers: note } },
    ...drafts,
    verb('accept', undefined, true),
    verb('ask-other', { reason: 'r' }, true),
    verb('separate', undefined, true),
  ];
}

/** It is not for whoever asks. */
export const isNo = ({ status, json }: Answer): boolean => status >= 400 && NO.includes((json as { code: string }).code); // as: every refusal has a code.

export async function asked(house: RightsHouse, cell: Cell, { asker, debrief }: { asker: Asker; debrief: string }): Promise<Answer> {
  const { ask = {}, method, path } = cell;
  return house.house.ask(method, path(house, debrief), { ...ask, headers: { ...ask.headers, ...asker.headers } });
}
