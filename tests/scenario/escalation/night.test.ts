import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PolicyId, RotaId } from '../../../gateway/src/base/ids.ts';
import type { Change } from '../../../gateway/src/domain/input.ts';
import type { NewFact } from '../../../gateway/src/engine/ports/log.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { DEFAULT_CONFIGURATION } from '../../../gateway/src/ops/configuration.ts';
import { leap, pass } from '../../harness/passing.ts';
import { WebhookReceiver } from '../notify/webhook-receiver.ts';

/** Monday, 2026-03-02: reception is there by day; at night the one on call is told at once. */
const at = (local: string): number => Date.parse(`${local}:00+11:00`);
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];

let clock: ManualClock;
let gateway: TestGateway;
let hands: Hands;
/** Messages get out: a step of which nothing does would be followed by the next at once. */
let hook: WebhookReceiver;
let facts: NewFact[];

function setUp(): Change[] {
  const shift = (person: string, days: number[]) => ({ people: [person], days, from: '20:00', to: '08:00', since: '2026-03-02' });
  // as (all): ids by hand.
  return [
    {
      put: 'rota',
      value: {
        rota: 'nights' as RotaId,
        name: 'Nights',
        zone: 'Australia/Sydney',
        shifts: [shift('tom', [1, 3, 5, 7]), shift('lee', [2, 4, 6])],
        overrides: [],
      },
    },
    {
      put: 'policy',
      value: {
        policy: 'day' as PolicyId,
        name: 'By day',
        steps: [
          { afterMs: 30_000, targets: [{ to: 'role', role: 'reception' }] },
          { afterMs: 60_000, targets: [{ to: 'line' }] },
        ],
        repeatMs: 60_000,
      },
    },
    {
      put: 'policy',
      value: {
        policy: 'night' as PolicyId,
        name: 'At night',
        levels: ['duress'],
        hours: [{ days: EVERY_DAY, from: '20:00', to: '08:00' }],
        steps: [
          { afterMs: 1_000, targets: [{ to: 'rota', rota: 'nights' }] },
          { afterMs: 20_000, targets: [{ to: 'line' }], again: true },
        ],
        repeatMs: 30_000,
      },
    },
  ];
}

beforeEach(async () => {
  clock = new ManualClock(at('2026-03-02T19:58'));
  hook = await WebhookReceiver.open();
  const contact = { ...DEFAULT_CONFIGURATION.contact, webhookUrl: hook.url };
  gateway = await TestGateway.start({ clock, configuration: { contact } });
  hands = new Hands(gateway);
  facts = [];
  gateway.gateway.core.follow((commit) => facts.push(...commit.facts));
  await gateway.save(setUp());
});
afterEach(async () => {
  await gateway.close();
  await hook.close();
});

const go = (ms: number): Promise<void> => pass(gateway.gateway.core, clock, ms);
const told = (): unknown[] =>
  // as: of this kind.
  facts.flatMap(({ kind, data }) => (kind === 'EscalationStepped' ? [(data as { told: string[] }).told.join('+')] : []));

test('by day reception is told first; when the night begins while it is open, the one on call is told with the next step, and it goes on from there', async () => {
  await hands.press('button-ana');
  await go(30_000);
  expect(told()).toEqual(['maria+lee']);
  // 19:59:30; the next step is due half a minute into the night.
  await go(60_000);
  expect(told()).toEqual(['maria+lee', 'ruth']);
  await go(60_000);
  // 20:00:30: the night's last step again, and whom its first one would have told.
  expect(told().at(-1)).toBe('tom+ruth+sam');
});

test('at night the one whose night it is is told after a second; an assist goes the way of the day', async () => {
  await leap(gateway.gateway.core, clock, 10 * 60_000);
  await hands.press('button-ana');
  await go(1_000);
  expect(told()).toEqual(['tom']);
  await go(20_000);
  expect(told()).toEqual(['tom', 'tom+ruth']);
  await hands.press('button-room4', { kind: 'assist' });
  await go(29_000);
  expect(told().filter((one) => one === 'maria+lee')).toEqual([]);
  await go(1_000);
  expect(told()).toContain('maria+lee');
});

test('on the next night it is the next one, and past eight in the morning nobody of the night', async () => {
  await leap(gateway.gateway.core, clock, 24 * 3_600_000 + 5 * 60_000);
  await hands.press('button-ana');
  await go(1_000);
  expect(told()).toEqual(['lee']);
  const { alarm } = hands.alarm;
  await hands.act('maria', 'all-clear', { alarm });
  await hands.act('lee', 'close', { alarm, body: { outcome: 'genuine' } });
  await leap(gateway.gateway.core, clock, 12 * 3_600_000);
  await hands.press('button-ana');
  await go(29_000);
  expect(told()).toEqual(['lee']);
  await go(1_000);
  expect(told()).toEqual(['lee', 'maria+lee']);
});
