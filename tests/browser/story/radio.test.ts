import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { Air } from '@duress/firmware-sim/air.ts';
import { SystemClock } from '@duress/firmware-sim/clock.ts';
import { radioButton } from '@duress/firmware-sim/make-button.ts';
import { seeded } from '@duress/firmware-sim/random.ts';
import { Receiver } from '@duress/firmware-sim/receiver.ts';
import { DEFAULT_CONFIGURATION } from '../../../gateway/src/ops/configuration.ts';
import { DEMO_PIN, DEMO_RECEIVER } from '../../../gateway/src/wiring/demo-site.ts';
import { TtyPair } from '../../scenario/serial/tty-pair.ts';
import { ConsolePage } from './console-page.ts';
import { Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.build();
});
afterAll(() => stage.close());
afterEach(() => stage.end());

test('over a real serial line: the card says where it was heard, and the hand follows every step', async () => {
  await using tty = await TtyPair.make();
  await stage.begin({ serial: { ...DEFAULT_CONFIGURATION.serial, ports: [tty.gatewayEnd] } });
  const clock = new SystemClock({ keepsAlive: true });
  const air = new Air({ clock, random: seeded(1) });
  const receiver = new Receiver({ receiver: DEMO_RECEIVER, path: tty.receiverEnd, air, clock });
  await receiver.start();
  const { device, radioKey: key = '' } = stage.device('RADIO-7');
  const button = radioButton({ device, key, air, clock });
  await stage.use(button);

  const maria = await ConsolePage.armed(stage);
  await button.hold();
  await button.reaches('shown');
  // Tom's own place is the garden office; the receiver that heard him stands at reception.
  await maria.reads('Tom Berg', 'Reception', 'heard by a receiver');
  await maria.titled('(1) Reception: nobody has it');
  await maria.press('Take');
  await button.reaches('taken');
  await maria.press('I’m going');
  await button.reaches('coming');
  await maria.press('I’m there');
  await button.reaches('here');
  await maria.press('All clear');
  await maria.reads('Maria Costa said all clear');
  button.cancel(DEMO_PIN);
  await maria.reads('the worker confirmed');
  await maria.close('Precaution', 'Somebody shouted in the garden.');
  await button.reaches('closed');
  await maria.calm();
  expect(button.unsent).toEqual([]);
  await receiver.stop();
});
