import { afterEach, describe, expect, test } from 'vitest';
import type { AlarmId } from '../../../gateway/src/base/ids.ts';
import type { DrillRow } from '../../../gateway/src/contract/drill.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { OwnPages } from '../../harness/own-pages.ts';
import { pass, settled } from '../../harness/passing.ts';
import { grant } from '../../harness/sign-in.ts';
import { Watchers } from '../watch/watchers.ts';

const [PIN, DURESS_PIN] = ['2468', '8642'];

/** Where else the worker's own pages might tell which PIN was given. */
describe('whoever stands beside the worker reads the same after both PINs', () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  /** What Tom, who is a responder too, reads of the watch that goes from Maria to Lee after he gave a PIN. */
  async function handedOver(before: boolean, pin: string): Promise<{ read: readonly string[]; silently: number }> {
    const watchers = await Watchers.open();
    open.push(watchers);
    const hands = new Hands(watchers.house);
    const { core } = watchers;
    const [maria, lee] = [await watchers.sit('maria'), await watchers.sit('lee')];
    const pages = await OwnPages.open(watchers.house, 'tom');
    if (before) {
      await pages.press('duress');
      await hands.act('maria', 'take');
      await hands.act('maria', 'all-clear');
    }
    await pages.press('cancel', pin);
    // Reception deals with what only it knows of.
    const forced = [...core.committed.alarms.values()].filter(({ coerced }) => coerced);
    for (const { alarm } of forced) await hands.act('maria', 'take', { alarm });
    await watchers.say(maria, { type: 'hand-over', do: 'offer', to: 'lee' });
    await watchers.say(lee, { type: 'hand-over', do: 'accept', from: 'maria' });
    const [handed] = watchers.written('WatchHandedOver');
    const tom = await watchers.open('tom');
    pages.note((await watchers.handOvers(tom)).map(({ console: _, ...rest }) => rest));
    return { read: pages.end(), silently: handed?.data.alarms.length ?? -1 };
  }

  test.each([
    ['nothing is open', false, [0, 1]],
    ['all clear was said', true, [1, 1]],
  ])('the alarms of a hand-over, when %s', async (_, before, many) => {
    const right = await handedOver(before, PIN);
    const duress = await handedOver(before, DURESS_PIN);
    expect(duress.read).toEqual(right.read);
    expect([right.silently, duress.silently]).toEqual(many);
  });

  test('… and to everybody else it tells them', async () => {
    const watchers = await Watchers.open();
    open.push(watchers);
    const hands = new Hands(watchers.house);
    const [maria, lee] = [await watchers.sit('maria'), await watchers.sit('lee')];
    await hands.press('button-ana', { kind: 'cancel', pin: DURESS_PIN });
    await hands.act('maria', 'take');
    await watchers.say(maria, { type: 'hand-over', do: 'offer' });
    await watchers.say(lee, { type: 'hand-over', do: 'accept', from: 'maria' });
    expect(await watchers.handOvers(lee)).toMatchObject([{ alarms: [hands.alarm.alarm] }]);
  });

  /** How much there was to look at, as Tom reads it, and as Lee does. */
  async function load(pin: string): Promise<{ read: readonly string[]; alarms: number }> {
    const clock = new ManualClock();
    const gateway = await TestGateway.start({ clock });
    open.push(gateway);
    const { core } = gateway.gateway;
    const [tom, lee] = [await OwnPages.open(gateway, 'tom'), await OwnPages.open(gateway, 'lee')];
    // Nobody on the lists can be asked: how its climb finds nobody is a fault, and counts as one.
    for (const one of core.committed.people.values())
      if (!['tom', 'maria', 'lee'].includes(one.person)) await gateway.save([{ put: 'person', value: { ...one, unavailable: true } }]);
    await tom.press('cancel', pin);
    await settled(core);
    await tom.ask('GET', '/api/v1/load');
    await pass(core, clock, 40_000);
    const { tenMinutes } = (await lee.ask('GET', '/api/v1/load')) as { tenMinutes: { alarms: number } }; // as: LoadFigures.
    lee.end();
    return { read: tom.end(), alarms: tenMinutes.alarms };
  }

  test('how much there was to look at', async () => {
    const [right, duress] = [await load(PIN), await load(DURESS_PIN)];
    expect(duress.read).toEqual(right.read);
    expect([right.alarms, duress.alarms]).toEqual([0, 1]);
  });

  /** The report of the day, as Tom reads it who leads the place, and as Sam does. */
  async function report(pin: string): Promise<{ read: readonly string[]; alarms: number }> {
    const gateway = await TestGateway.start({ clock: new ManualClock() });
    open.push(gateway);
    const { core } = gateway.gateway;
    const hands = new Hands(gateway);
    await grant(gateway, { person: 'tom', role: 'manager', place: 'site' });
    const [tom, sam] = [await OwnPages.open(gateway, 'tom'), await OwnPages.open(gateway, 'sam')];
    await tom.press('cancel', pin);
    for (const { alarm } of [...core.committed.alarms.values()]) {
      await hands.act('maria', 'take', { alarm });
      await hands.act('maria', 'here', { alarm });
    }
    await settled(core);
    const { at } = core.now();
    const day = `/api/v1/reports?from=${String(at - 3_600_000)}&to=${String(at + 3_600_000)}`;
    await tom.ask('GET', day);
    const { all } = (await sam.ask('GET', day)) as { all: { alarms: number } }; // as: Report.
    sam.end();
    return { read: tom.end(), alarms: all.alarms };
  }

  test('what a report counts', async () => {
    const [right, duress] = [await report(PIN), await report(DURESS_PIN)];
    expect(duress.read).toEqual(right.read);
    expect([right.alarms, duress.alarms]).toEqual([0, 1]);
  });

  /** Tom leads a drill in which he takes part; what he reads of how it goes. */
  async function drill(isReal: boolean, pin: string): Promise<readonly string[]> {
    const clock = new ManualClock();
    const gateway = await TestGateway.start({ clock });
    open.push(gateway);
    const { core } = gateway.gateway;
    const hands = new Hands(gateway);
    await grant(gateway, { person: 'tom', role: 'manager', place: 'site' });
    const pages = await OwnPages.open(gateway, 'tom');
    // A press that joins what is really open is his press in the drill all the same.
    if (isReal) await pages.press('assist');
    const { drill: id } = (await pages.ask('POST', '/api/v1/drills', {
      ...{ place: 'site', participants: ['tom', 'ana'], announced: true },
    })) as DrillRow; // as: what 201 answers with.
    await pages.press('duress');
    const alarm = pages.alarm?.alarm ?? ('' as AlarmId); // as: there is none of this name.
    if (!isReal) await hands.act('maria', 'confirm-drill', { alarm });
    await hands.act('maria', 'take', { alarm });
    await hands.act('maria', 'all-clear', { alarm });
    await pages.press('cancel', pin);
    const score = (): Promise<unknown> => pages.ask('GET', `/api/v1/drills/${id}`);
    await score();
    // What others do to what the duress PIN has opened again.
    for (const one of [...core.committed.alarms.values()].filter(({ coerced }) => coerced)) {
      await hands.act('lee', 'take', { alarm: one.alarm });
      await hands.act('lee', 'here', { alarm: one.alarm });
    }
    await score();
    await pages.ask('GET', '/api/v1/drills');
    return pages.end();
  }

  test.each([
    ['of a drill', false],
    ['of what is real, and was pressed for again in a drill', true],
  ])('the score %s that its leader takes part in', async (_, isReal) => {
    expect(await drill(isReal, DURESS_PIN)).toEqual(await drill(isReal, PIN));
  });
});
