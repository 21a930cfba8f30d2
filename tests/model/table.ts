import { ALARM_STATES } from '../../gateway/src/contract/alarm.ts';
import { isLoud, isSilent, looksConfirmed, type Alarm } from '../../gateway/src/domain/alarm.ts';
import type { FactKind } from '../../gateway/src/domain/facts/catalogue.ts';
import { EVENTS, OPENINGS, type Event } from './events.ts';
import type { Seen } from './explore.ts';
import type { RulesAlone, Step } from './rules-alone.ts';
import { T } from './scale.ts';

/** What was seen in one cell, each once. */
type Cell = ReadonlySet<string>;

const NOBODY = 'no alarm';
const WORKERS_DEVICE = 'b-ana';
const COLUMNS: readonly string[] = [NOBODY, ...ALARM_STATES];
const ROLES = ['whoever has it, or said all clear', 'somebody else'] as const;
/** Workers are somebody else like any other, but for these two; then all that they do is answered alike. */
const WORKERS_OWN = [
  'anything, by the worker, when it was raised in secret',
  'anything, by the worker, from when it looks confirmed to them',
] as const;
type Role = (typeof ROLES)[number] | (typeof WORKERS_OWN)[number];

/** Facts that say more than where it leads. */
const WORTH_SAYING: Partial<Record<FactKind, string>> = {
  AlarmUnseen: '*nobody has seen this yet*',
  AlarmReminded: 'the consoles ask',
  AlarmLoudAgain: 'sounds again',
  EscalationStepped: 'the next step is told',
  CancelAsked: 'reception is asked',
  CoercionSignalled: 'reception sees it',
  AllClearConfirmed: 'confirmed',
  AlarmShown: 'shown',
  DrillConfirmed: 'confirmed as a drill',
  DrillBecameReal: 'becomes real',
  PositionNoted: 'place noted',
  WorkerFound: 'where they were is noted',
};

/** The alarm's transition table as it stands in docs/alarm-states.md: what the rules did to every event in every state. */
export class TransitionTable {
  readonly #cells = new Map<string, Map<string, Set<string>>>();
  readonly #of: 'real' | 'drills';
  #seen = 0;

  /** Of what is real, or of what is a drill as long as it is one. */
  constructor(rules: RulesAlone, of: 'real' | 'drills') {
    this.#of = of;
    for (const one of OPENINGS.filter(({ from }) => from === WORKERS_DEVICE)) {
      const step = rules.open(one);
      if ((step.alarm?.drill ?? false) === (of === 'drills')) this.#note(one.name, NOBODY, opening(step));
    }
  }

  see(seen: Seen): void {
    if (seen.node.alarm.drill !== (this.#of === 'drills')) return;
    this.#seen += 1;
    if (isOfWorkers(seen)) this.#note(rowOf(seen.event, roleOf(seen)), seen.node.alarm.state, outcomeOf(seen));
  }

  /** Decisions of the rules that the table was made of. */
  get decisions(): number {
    return this.#seen;
  }

  markdown(): string {
    const of = (by: Event['by']): string[] => [
      ...new Set(EVENTS.filter((event) => event.by === by && !isSaidEarlier(event)).map(({ name }) => name)),
    ];
    const sections = [
      ['What a device sends', of('device').map((name) => this.#row(name, rowOf({ name, by: 'device' })))],
      [
        'What a person does',
        [...of('person').flatMap((name) => this.#personRows(name)), ...WORKERS_OWN.map((name) => this.#row(name, name))],
      ],
      ['What comes by itself', of('gateway').map((name) => this.#row(name, rowOf({ name, by: 'gateway' })))],
    ] as const;
    const head = (title: string): string => `| ${[title, ...COLUMNS].join(' | ')} |\n|${'---|'.repeat(COLUMNS.length + 1)}`;
    return sections.map(([title, rows]) => `${head(title)}\n${rows.join('\n')}`).join('\n\n');
  }

  #row(name: string, key: string): string {
    const columns = this.#cells.get(key);
    return `| ${[name, ...COLUMNS.map((column) => textOf(columns?.get(column)))].join(' | ')} |`;
  }

  /** One row where all are answered alike, else one for each. */
  #personRows(name: string): string[] {
    const rows = ROLES.map((role) => ({ role, columns: this.#cells.get(rowOf({ name, by: 'person' }, role)) }));
    const isAlike = COLUMNS.every(
      (column) => new Set(rows.map(({ columns }) => textOf(columns?.get(column))).filter((text) => text !== '')).size <= 1,
    );
    if (isAlike) return [this.#row(name, rowOf({ name, by: 'person' }, ROLES[1]))];
    return rows.map(({ role }) => this.#row(`${name}: ${role}`, rowOf({ name, by: 'person' }, role)));
  }

  #note(row: string, column: string, outcome: string): void {
    const columns = this.#cells.get(row) ?? new Map<string, Set<string>>();
    this.#cells.set(row, columns);
    columns.set(column, (columns.get(column) ?? new Set<string>()).add(outcome));
  }
}

function isSaidEarlier({ by, name }: Event): boolean {
  return by === 'person' && name.includes('while the log was away');
}

function rowOf({ name, by }: Pick<Event, 'name' | 'by'>, role?: Role): string {
  if (role !== undefined && isWorkersOwn(role)) return role;
  return by === 'person' ? `${name}: ${role ?? ''}` : name;
}

function isWorkersOwn(role: Role): role is (typeof WORKERS_OWN)[number] {
  return WORKERS_OWN.some((one) => one === role);
}

/** What a device of nobody sends is told in words: it has no PINs. Neither has the alarm that was opened blindly a worker. */
function isOfWorkers({ node: { alarm }, event }: Seen): boolean {
  return event.by !== 'device' || /^(?:drill:)?worker:/.test(alarm.subject);
}

function roleOf({ node: { alarm }, event }: Seen): Role | undefined {
  if (event.act === undefined) return undefined;
  const { actor } = event.act;
  if (actor === alarm.worker && alarm.state !== 'closed') {
    if (isSilent(alarm)) return WORKERS_OWN[0];
    if (looksConfirmed(alarm) || alarm.again !== undefined) return WORKERS_OWN[1];
  }
  const inCharge = alarm.state === 'cleared' ? alarm.cleared : alarm.state !== 'closed' && 'taken' in alarm ? alarm.taken : undefined;
  return inCharge?.person === actor ? 'whoever has it, or said all clear' : 'somebody else';
}

function opening({ alarm, facts }: Step): string {
  if (alarm === undefined) return 'noted';
  return `→ ${alarm.state}${facts.some(({ kind }) => kind === 'CoercionSignalled') ? ', in secret' : ''}`;
}

function outcomeOf({ node: { alarm: before }, step }: Seen): string {
  const { reply, facts } = step;
  if (reply.outcome === 'refused') return `\`${reply.code}\``;
  const raised = facts.find(({ kind }) => kind === 'AlarmRaised');
  if (raised !== undefined) return before.drill ? 'a real one opens in secret' : 'another opens';
  const after: Alarm = step.alarm ?? before;
  if (facts.length === 0) return 'no change';
  const said = facts.flatMap(({ kind }) => WORTH_SAYING[kind] ?? []);
  const isUntouched = after === before || before.state === 'closed';
  if (isUntouched) return 'noted';
  const where = after.state === before.state ? 'stays' : `→ ${after.state}`;
  return [where, ...new Set(said), ...sound(before, after)].join(', ');
}

function sound(before: Alarm, after: Alarm): string[] {
  if (after.state === 'closed' || isLoud(before, T) === isLoud(after, T)) return [];
  return [isLoud(after, T) ? 'sounds' : 'quiet'];
}

/** What sounds or is quiet already needs no word of its own beside the same that becomes so. */
function textOf(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  return [...cell]
    .filter((outcome) => !cell.has(`${outcome}, sounds`) && !cell.has(`${outcome}, quiet`))
    .sort()
    .join(' *or* ');
}
