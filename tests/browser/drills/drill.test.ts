import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mqttButton } from '@duress/firmware-sim/make-button.ts';
import type { SimulatedButton } from '@duress/firmware-sim/simulated-button.ts';
import { Hands } from '../../harness/hands.ts';
import { hashOf, newSecret } from '../../../gateway/src/access/secrets.ts';
import type { DeviceId, PersonId } from '../../../gateway/src/base/ids.ts';
import { ConsolePage } from '../story/console-page.ts';
import { DeskPage } from '../story/desk-page.ts';
import { Stage } from '../story/stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.build();
});
afterAll(() => stage.close());
beforeEach(() => stage.begin());
afterEach(() => stage.end());

/** A second worker's button over MQTT. */
async function buttonOfTom(): Promise<SimulatedButton> {
  const secret = newSecret();
  const device = 'button-tom' as DeviceId; // as: an id by hand.
  const worker = 'tom' as PersonId; // as: an id by hand.
  const kind = { family: 'duress', label: 'Tom’s button', silent: true, heartbeatSeconds: 60, holdMs: 0, revoked: false } as const;
  await stage.gateway.save([{ put: 'device', value: { ...kind, device, worker, secretHash: hashOf(secret) } }]);
  const button = mqttButton({ device, secret, url: stage.gateway.addresses.mqtt ?? '' });
  await stage.use(button);
  return button;
}

describe('a drill from its start to its score', () => {
  test('two press: one is confirmed and closed as a drill, one is pressed again and is real', async () => {
    const maria = await ConsolePage.armed(stage);
    const ruth = new DeskPage(await stage.person('manager'));
    const [ana, tom] = [await stage.button('button-ana'), await buttonOfTom()];

    await ruth.follow('Drills');
    await ruth.reads('There has been no drill yet.');
    await ruth.follow('Start a drill');
    await ruth.page.getByLabel('Where').selectOption({ index: 1 });
    for (const name of ['Ana Ruiz', 'Tom Berg']) await ruth.page.getByLabel(name).check();
    await ruth.press('Start the drill now');
    await ruth.reads('This drill is running.', '0 of 2 pressed.');

    await ana.hold();
    await ana.reaches('shown');
    expect(ana.feedback?.drill).toBe(true);
    await maria.reads('Drill', 'Ana Ruiz', 'unless somebody confirms the drill');
    await maria.titled('DRILL: ');
    await maria.press('It is the drill');
    await maria.reads('Maria Costa confirmed the drill');
    await ruth.reads('drill, confirmed by Maria Costa');

    await tom.hold();
    const card = maria.cards.filter({ hasText: 'Tom Berg' });
    await card.getByText(/Real in \d+/).waitFor();
    await tom.hold();
    await card.locator('.drill-word').waitFor({ state: 'detached' });
    await card.getByText('pressed 2 times').waitFor();
    await ruth.reads('became real');
    expect(await maria.page.getByRole('alert').innerText()).toContain('No drill any more, this is real.');

    await card.getByRole('button', { name: 'All clear' }).click();
    await maria.cards.filter({ hasText: 'Ana Ruiz' }).getByRole('button', { name: 'All clear' }).click();
    const hands = new Hands(stage.gateway);
    for (const { alarm, drill } of [...stage.gateway.gateway.core.committed.alarms.values()]) {
      const body = { outcome: drill ? ('drill' as const) : ('precaution' as const) };
      expect(await hands.act('lee', 'close', { alarm, body })).toMatchObject({ outcome: 'accepted' });
    }
    await card.getByText('Lee Park closed it: Precaution').waitFor();
    await maria.cards.filter({ hasText: 'Ana Ruiz' }).getByText('Lee Park closed it: Drill').waitFor();

    await ruth.press('End the drill');
    await ruth.reads('2 of 2 pressed.', '2 of 2 presses came to a screen.');
    await ruth.follow('← Drills');
    await ruth.reads('Before', '2 of 2 pressed');
  });
});
