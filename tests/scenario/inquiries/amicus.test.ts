import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PersonId, PolicyId, RotaId } from '../../../gateway/src/base/ids.ts';
import type { Change } from '../../../gateway/src/domain/input.ts';
import { DEFAULT_CONFIGURATION, type Configuration } from '../../../gateway/src/ops/configuration.ts';
import { GATHER_RECEIPTS_MS } from '../../../gateway/src/engine/receipts.ts';
import type { NewFact } from '../../../gateway/src/engine/ports/log.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { leap, pass } from '../../harness/passing.ts';
import { Reception } from '../../harness/reception.ts';
import { until } from '../../harness/wait.ts';
import { header, MailServer } from '../notify/mail-server.ts';

/**
 * Amicus: an alarm sounded in the house, the one person on duty did not come, and for over seven hours nobody entered the room. Here an
 * alarm that is not answered leaves the room, and goes on from person to person until one of them has it.
 */
let clock: ManualClock;
let mail: MailServer;
let gateway: TestGateway;
let hands: Hands;
let facts: NewFact[];

const MINUTE = 60_000;
const go = (ms: number): Promise<void> => pass(gateway.gateway.core, clock, ms);
/** Calls to come; the manager's task, which every alarm opens, is another mail. */
const mailsTo = (who: string): number =>
  mail.mails.filter((one) => one.to.includes(`${who}@house.example`) && header(one, 'Subject') === 'You are needed now').length;

beforeEach(async () => {
  clock = new ManualClock();
  mail = await MailServer.open();
});

/** The demo's house with a policy, and somebody on duty; with mail or without any way beyond the screens. */
async function open(contact: Partial<Configuration['contact']>): Promise<void> {
  gateway = await TestGateway.start({ clock, configuration: { contact: { ...DEFAULT_CONFIGURATION.contact, ...contact } } });
  hands = new Hands(gateway);
  facts = [];
  gateway.gateway.core.follow((commit) => facts.push(...commit.facts));
  const { people } = gateway.gateway.core.committed;
  const addresses = ['tom', 'ruth', 'sam', 'ana'].map((id): Change => {
    const row = people.get(id as PersonId); // as: an id by hand.
    if (row === undefined) throw new RangeError(id);
    return { put: 'person', value: { ...row, email: `${id}@house.example` } };
  });
  // as (both): ids by hand.
  const shifts = [{ people: ['tom'], days: [1, 2, 3, 4, 5], from: '08:00', to: '20:00', since: '2026-03-02' }];
  const rota = { rota: 'duty' as RotaId, name: 'On duty', zone: 'Australia/Sydney', shifts, overrides: [] };
  const policy = {
    policy: 'p' as PolicyId,
    name: 'Everywhere',
    steps: [
      { afterMs: 0, targets: [{ to: 'consoles' as const }] },
      { afterMs: 30_000, targets: [{ to: 'rota' as const, rota: 'duty' }] },
      { afterMs: 30_000, targets: [{ to: 'line' as const }], again: true },
    ],
    repeatMs: MINUTE,
  };
  await gateway.save([...addresses, { put: 'rota', value: rota }, { put: 'policy', value: policy }]);
}

afterEach(async () => {
  await gateway.close();
  await mail.down();
});

test('it sounds, is seen, and nobody comes: it leaves the room and climbs from person to person until one answers, and on when they do nothing', async () => {
  await open({ smtpUrl: mail.url, mailFrom: 'gateway@house.example' });
  const maria = await Reception.signIn(gateway.addresses.http, 'reception');
  await maria.watch();
  maria.arm();
  await until('she watches', () => facts.some(({ kind }) => kind === 'WatchStarted'));
  await hands.press('button-ana');
  const { alarm } = hands.alarm;
  maria.say({ type: 'shown', alarms: [alarm] });
  await until('it is seen', () => {
    // Receipts are gathered for a moment, and this clock stands until it is moved.
    clock.advance(GATHER_RECEIPTS_MS);
    return hands.alarm.shown.length > 0;
  });
  // She goes home, and nobody else looks.
  maria.close();
  await until('she watches no more', () => facts.some(({ kind }) => kind === 'WatchEnded'));
  await go(30_000 - 1 - (gateway.gateway.core.now().t - hands.alarm.raisedT));
  // It was the consoles' turn, and nobody beyond them was disturbed.
  expect([mailsTo('tom'), mailsTo('ruth'), mailsTo('sam')]).toEqual([0, 0, 0]);
  // Each step is due at its second; a mail leaves with the next look into the outbox.
  await go(3_000);
  await until('the one on duty is told', () => mailsTo('tom') === 1);
  expect(mailsTo('ruth')).toBe(0);
  await go(30_000);
  await until('and their manager', () => mailsTo('tom') === 2 && mailsTo('ruth') === 1);
  await go(MINUTE);
  await until('and the director', () => mailsTo('sam') === 1);
  expect(mailsTo('ana')).toBe(0);
  const told = facts.flatMap(({ kind, data }) => (kind === 'EscalationStepped' ? [(data as { told: string[] }).told] : [])); // as: of this kind.
  expect(told).toEqual([[], ['tom'], ['tom', 'ruth'], ['tom', 'ruth', 'sam']]);

  await hands.act('sam', 'take');
  const soFar = mailsTo('tom');
  await go(5 * MINUTE - 1_000);
  expect(mailsTo('tom')).toBe(soFar);
  // Taken, and not a word: it sounds again, and climbs on.
  await go(4_000);
  await until('they are told again', () => mailsTo('tom') === soFar + 1);
  expect(facts.map(({ kind }) => kind)).toContain('AlarmLoudAgain');
  expect(hands.alarm.state).toBe('taken');
});

test('over seven hours in which nobody answers, somebody is told each minute, and nothing is closed', async () => {
  await open({});
  await hands.press('button-ana');
  const steps = (): number => facts.filter(({ kind }) => kind === 'EscalationStepped').length;
  await go(2 * MINUTE);
  for (let minute = 0; minute < 7 * 60; minute += 1) {
    const before = steps();
    await leap(gateway.gateway.core, clock, MINUTE);
    expect(steps(), `after ${String(minute)} minutes`).toBe(before + 1);
  }
  expect(hands.alarm.state).toBe('open');
});
