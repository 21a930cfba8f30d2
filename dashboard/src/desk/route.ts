import type { DeviceShow } from '@duress/gateway/contract/supervision.ts';

/** Of devices, what is shown; the page brings its own list so that the schema library stays out of it. */
export const DEVICE_SHOWS = ['silent', 'unproven', 'battery'] as const satisfies readonly DeviceShow[];

/** Where on the desk the reader is; the address after `#`, so that a link, *back* and a sign-in in between all lead to the same place. */
export type Route =
  | { readonly page: 'tasks' }
  | { readonly page: 'debrief'; readonly debrief: string; readonly part?: DebriefPage | undefined }
  | { readonly page: 'people' }
  | { readonly page: 'faults'; readonly code?: string | undefined; readonly place?: string | undefined }
  | { readonly page: 'devices'; readonly show?: DeviceShow | undefined }
  | { readonly page: 'person' | 'device'; readonly id?: string | undefined }
  | { readonly page: 'places'; readonly id?: string | undefined; readonly below?: string | undefined }
  | { readonly page: 'policy' | 'rota' | 'output'; readonly id?: string | undefined }
  | { readonly page: 'access' | 'import' | 'escalation' | 'coverage' | 'outputs' }
  | { readonly page: 'keeping' }
  | { readonly page: 'drills' | 'new-drill' | 'tests' | 'reports' }
  | { readonly page: 'away' | 'duty-rules' }
  | { readonly page: 'drill'; readonly id: string }
  | { readonly page: 'overdue' }
  | { readonly page: 'actions' }
  | { readonly page: 'debrief-lists'; readonly place?: string | undefined }
  | { readonly page: 'learning'; readonly place?: string | undefined; readonly month?: string | undefined }
  | { readonly page: 'unknown' };

export const DEBRIEF_PAGES = [
  'welfare',
  'account',
  'review',
  'prevent',
  'complete',
  'hand-over',
  'ask-other',
  'follow-up',
  'name-involved',
  'dispute',
  'support',
  'service',
  'duty',
] as const;
export type DebriefPage = (typeof DEBRIEF_PAGES)[number];

const NEW = 'new';

export function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  const [first = '', second, third] = path.split('/').map(decoded);
  switch (first) {
    case '':
    case 'tasks':
      return { page: 'tasks' };
    case 'debriefs':
      return second === undefined
        ? { page: 'tasks' }
        : { page: 'debrief', debrief: second, part: DEBRIEF_PAGES.find((page) => page === third) };
    case 'people':
      return second === undefined ? { page: 'people' } : { page: 'person', id: second === NEW ? undefined : second };
    case 'devices':
      return second === undefined ? { page: 'devices', show: showOf(query) } : { page: 'device', id: second === NEW ? undefined : second };
    case 'places':
      return { page: 'places', id: second, below: new URLSearchParams(query).get('below') ?? undefined };
    case 'policies':
      return { page: 'policy', id: second === NEW ? undefined : second };
    case 'rotas':
      return { page: 'rota', id: second === NEW ? undefined : second };
    case 'outputs':
      return second === undefined ? { page: 'outputs' } : { page: 'output', id: second === NEW ? undefined : second };
    case 'drills':
      return second === undefined ? { page: 'drills' } : second === NEW ? { page: 'new-drill' } : { page: 'drill', id: second };
    case 'faults':
      return { page: 'faults', ...faultsIn(query) };
    case 'tests':
    case 'reports':
    case 'access':
    case 'escalation':
    case 'coverage':
    case 'import':
    case 'overdue':
    case 'keeping':
    case 'away':
    case 'duty-rules':
      return { page: first };
    case 'learning':
      return { page: first, ...monthIn(query) };
    case 'actions':
      return { page: first };
    case 'debrief-lists':
      return { page: first, place: second };
    default:
      return { page: 'unknown' };
  }
}

function monthIn(query: string): { readonly place?: string | undefined; readonly month?: string | undefined } {
  const asked = new URLSearchParams(query);
  return { place: asked.get('place') ?? undefined, month: asked.get('month') ?? undefined };
}

function faultsIn(query: string): { readonly code?: string | undefined; readonly place?: string | undefined } {
  const asked = new URLSearchParams(query);
  return { code: asked.get('code') ?? undefined, place: asked.get('place') ?? undefined };
}

function showOf(query: string): DeviceShow | undefined {
  const show = new URLSearchParams(query).get('show');
  return DEVICE_SHOWS.find((one) => one === show);
}

/** A damaged escape in an address is read as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // `%` alone, typed by hand: there is no such page either way.
    return text;
  }
}

export const to = {
  tasks: '#/tasks',
  debrief: (debrief: string, part?: DebriefPage) => `#/debriefs/${encodeURIComponent(debrief)}${part === undefined ? '' : `/${part}`}`,
  people: '#/people',
  person: (person: string) => `#/people/${encodeURIComponent(person)}`,
  newPerson: `#/people/${NEW}`,
  places: '#/places',
  place: (place: string) => `#/places/${encodeURIComponent(place)}`,
  newPlace: (below?: string) => `#/places/${NEW}${below === undefined ? '' : `?below=${encodeURIComponent(below)}`}`,
  devices: '#/devices',
  devicesThat: (show: DeviceShow | undefined) => (show === undefined ? '#/devices' : `#/devices?show=${show}`),
  faults: '#/faults',
  device: (device: string) => `#/devices/${encodeURIComponent(device)}`,
  newDevice: `#/devices/${NEW}`,
  escalation: '#/escalation',
  policy: (policy: string) => `#/policies/${encodeURIComponent(policy)}`,
  newPolicy: `#/policies/${NEW}`,
  rota: (rota: string) => `#/rotas/${encodeURIComponent(rota)}`,
  newRota: `#/rotas/${NEW}`,
  coverage: '#/coverage',
  outputs: '#/outputs',
  output: (output: string) => `#/outputs/${encodeURIComponent(output)}`,
  newOutput: `#/outputs/${NEW}`,
  drills: '#/drills',
  drill: (drill: string) => `#/drills/${encodeURIComponent(drill)}`,
  newDrill: `#/drills/${NEW}`,
  tests: '#/tests',
  reports: '#/reports',
  access: '#/access',
  import: '#/import',
  overdue: '#/overdue',
  actions: '#/actions',
  debriefLists: (place?: string) => (place === undefined ? '#/debrief-lists' : `#/debrief-lists/${encodeURIComponent(place)}`),
  keeping: '#/keeping',
  away: '#/away',
  dutyRules: '#/duty-rules',
  learning: '#/learning',
} as const;

export function isNew(id: string | undefined): boolean {
  return id === NEW;
}
