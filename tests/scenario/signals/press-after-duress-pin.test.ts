import { afterEach, describe, expect, test } from 'vitest';
import type { AlarmId } from '../../../gateway/src/base/ids.ts';
import { ManualClock } from '../../harness/clock.ts';
import { FeedClient } from '../../harness/feed-client.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { OwnPages } from '../../harness/own-pages.ts';
import { pass, settled } from '../../harness/passing.ts';
import { cookieOf } from '../../harness/sign-in.ts';

const [PIN, DURESS_PIN] = ['2468', '8642'];
/** Between the PIN and the press: long enough for everything that reception and the climb do to a silent alarm. */
const LATER_MS = 95_000;

interface House {
  readonly gateway: TestGateway;
  readonly clock: ManualClock;
  readonly hands: Hands;
  readonly pages: OwnPages;
}

/** Up to the PIN, the same for both. */
const BEFORE: Readonly<Record<string, (house: House) => Promise<unknown>>> = {
  'nothing is open': () => Promise.resolve(),
  'all clear was said': async ({ pages, hands }) => [
    await pages.press('duress'),
    await hands.act('maria', 'take'),
    await hands.act('maria', 'here'),
    await hands.act('maria', 'all-clear'),
  ],
  'an alarm before was cancelled and closed': async ({ pages, hands }) => [
    await pages.press('duress'),
    await hands.act('maria', 'all-clear'),
    await hands.act('lee', 'close', { body: { outcome: 'accidental' } }),
  ],
};

describe('a press after the duress PIN', () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  async function houseOf(who: string): Promise<House> {
    const clock = new ManualClock();
    const gateway = await TestGateway.start({ clock });
    open.push(gateway);
    return { gateway, clock, hands: new Hands(gateway), pages: await OwnPages.open(gateway, who) };
  }

  /** Everything that is open and not what the worker has pressed for since is dealt with by reception, as only they know of it. */
  async function answered({ gateway, clock, hands }: House): Promise<void> {
    const { core } = gateway.gateway;
    const { cookie } = await cookieOf(gateway, 'maria');
    const { http } = gateway.addresses;
    const reception = await FeedClient.open(http, { cookie, origin: http });
    await reception.listen('alarms');
    await pass(core, clock, 20_000);
    for (const { alarm, coerced } of [...core.committed.alarms.values()]) {
      if (!coerced) continue;
      await hands.act('lee', 'take', { alarm });
      await hands.act('lee', 'coming', { alarm });
    }
    await pass(core, clock, LATER_MS - 20_000);
    reception.cut();
  }

  async function does(
    hands: Hands,
    alarm: AlarmId | undefined,
    deeds: readonly (readonly [string, 'take' | 'coming' | 'here'])[],
  ): Promise<void> {
    for (const [person, action] of deeds) if (alarm !== undefined) await hands.act(person, action, { alarm });
  }

  /** All that a worker's session can read from the PIN to the end of what they pressed for afterwards. */
  async function story(who: string, before: string, pin: string): Promise<readonly string[]> {
    const house = await houseOf(who);
    const { gateway, clock, hands, pages } = house;
    const { core } = gateway.gateway;
    await BEFORE[before]?.(house);
    await pages.press('cancel', pin);
    await answered(house);
    await pages.look(pages.alarm);
    await pages.press('assist');
    await pages.look(pages.alarm);
    const own = pages.alarm;
    for (const action of ['take', 'all-clear', 'close'] as const)
      await pages.ask('POST', `/api/v1/alarms/${own?.alarm ?? 'none'}/${action}`, { outcome: 'accidental', reason: 'my mistake' });
    await pages.look(own);
    // Whoever had it goes on, or takes it: the worker is told of a responder who comes from now on.
    const has = core.committed.alarms.get(own?.alarm ?? ('' as AlarmId)); // as: there is none of this name.
    if (has?.state === 'open') await does(hands, own?.alarm, [['lee', 'take']]);
    await does(hands, own?.alarm, [['lee', 'coming']]);
    await pages.look(own);
    await does(hands, own?.alarm, [['lee', 'here']]);
    await pages.press('duress');
    await pages.look(own);
    await hands.act('lee', 'all-clear', { alarm: own?.alarm ?? ('' as AlarmId) }); // as: there is none of this name.
    await pages.look(own);
    await hands.act('maria', 'close', { alarm: own?.alarm ?? ('' as AlarmId), body: { outcome: 'genuine' } }); // as: there is none of this name.
    // What a closed alarm was is told whole, if the duress PIN was given on that very one.
    if (before !== 'all clear was said') {
      await pages.look(own);
      await pass(core, clock, 5_000);
      await pages.press('duress');
      await pages.look(pages.alarm);
    }
    await settled(core);
    return pages.end();
  }

  describe.each(Object.keys(BEFORE))('%s', (before) => {
    // Ana is a worker alone; Tom is a responder too, and has a console with his own alarm on it.
    test.each(['ana', 'tom'])('shows its worker what it would show after the right PIN: %s', async (who) => {
      const right = await story(who, before, PIN);
      const duress = await story(who, before, DURESS_PIN);
      expect(duress).toEqual(right);
    });
  });

  test('no time from before it is in anything that its worker can read, nor in the ids', async () => {
    const house = await houseOf('ana');
    const { gateway, clock, hands, pages } = house;
    const { core } = gateway.gateway;
    await pages.press('cancel', DURESS_PIN);
    const [silent] = [...core.committed.alarms.values()];
    await answered(house);
    const pressedAt = clock.wall();
    pages.raw.length = 0;
    await pages.press('duress');
    await pages.look(pages.alarm);
    await hands.act('maria', 'take', { alarm: pages.alarm?.alarm ?? ('' as AlarmId) }); // as: there is none of this name.
    await pages.look(pages.alarm);
    expect(silent?.coerced).toBe(true);
    for (const text of pages.raw) {
      expect(text).not.toContain(silent?.alarm);
      expect(text).not.toContain(silent?.debrief);
      if (text.includes('/session"')) continue;
      const times = [...text.replaceAll(/"(rev|seq|prev)":\d+/g, '').matchAll(/\b1[0-9]{12}\b/g)].map(([digits]) => Number(digits));
      expect(
        times.filter((at) => at < pressedAt),
        text,
      ).toEqual([]);
    }
  });

  test('reception reads of both that the worker is forced, each stands until somebody ends it, and then its worker reads all', async () => {
    const house = await houseOf('ana');
    const { gateway, hands, pages } = house;
    const { core } = gateway.gateway;
    const { http } = gateway.addresses;
    await pages.press('cancel', DURESS_PIN);
    await pages.press('assist');
    const all = [...core.committed.alarms.values()];
    expect(all.map(({ cause, state, presses }) => [cause, state, presses])).toEqual([
      ['cancel', 'open', 1],
      ['assist', 'open', 1],
    ]);
    const get = async (person: string, path: string): Promise<unknown> => {
      const { cookie } = await cookieOf(gateway, person);
      return (await fetch(`${http}/api/v1/${path}`, { headers: { cookie } })).json();
    };
    const [silent, pressed] = all.map(({ alarm }) => alarm);
    expect(await get('maria', `alarms/${String(pressed)}`)).toMatchObject({ alarm: { coerced: true, level: 'assist' } });
    expect(await get('ana', `alarms/${String(pressed)}`)).toMatchObject({ alarm: { coerced: false, level: 'assist' } });
    const end = async (alarm: AlarmId | undefined): Promise<void> => {
      if (alarm === undefined) return;
      await hands.act('maria', 'all-clear', { alarm });
      await hands.act('lee', 'close', { alarm, body: { outcome: 'genuine' } });
    };
    const count = async (): Promise<readonly number[]> => {
      const history = await get('ana', 'alarms?person=ana');
      const tasks = await get('ana', 'debriefs');
      return [(history as { rows: unknown[] }).rows.length, (tasks as unknown[]).length]; // as: a page of rows, a list of tasks.
    };
    await end(silent);
    // The one that they pressed for is open: whoever forces them may still read along.
    expect([await get('ana', `alarms/${String(silent)}`), await count()]).toMatchObject([{ code: 'unknown-alarm' }, [1, 1]]);
    const told = await FeedClient.open(http, { cookie: (await cookieOf(gateway, 'ana')).cookie, origin: http });
    await told.listen('tasks');
    await end(pressed);
    expect([await get('ana', `alarms/${String(silent)}`), await count()]).toMatchObject([{ alarm: { coerced: true } }, [2, 2]]);
    await settled(core);
    expect(told.texts.join()).toContain(`d-${String(silent).slice(2)}`);
    expect(await get('ana', `alarms/${String(pressed)}`)).toMatchObject({ alarm: { coerced: true } });
    told.cut();
  });
});
