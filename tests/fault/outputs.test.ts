import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { hasMosquitto, Mosquitto } from '../harness/mosquitto.ts';
import { GatewayProcess } from '../harness/process.ts';
import { until } from '../harness/wait.ts';
import { Lamp } from '../scenario/outputs/lamp.ts';

const GATEWAY = 'duress-state/v1/gateway';

describe.runIf(hasMosquitto())('lamps of a gateway whose plug is pulled', () => {
  let broker: Mosquitto;
  let gateway: GatewayProcess;

  beforeEach(async () => {
    broker = await Mosquitto.start();
    const environment = { DURESS_MQTT_ENABLED: 'false', DURESS_BROKER_URL: broker.url, DURESS_OUTPUTS_TO_BROKER: 'true' };
    gateway = await GatewayProcess.start({ environment });
  });
  afterEach(async () => {
    await gateway.remove();
    await broker[Symbol.asyncDispose]();
  });

  test('the broker says that it is gone, also to whoever comes later, and that it is back', async () => {
    await using lamp = await Lamp.connect({ url: broker.url });
    await lamp.listen(GATEWAY);
    await until('it is there', () => lamp.last(GATEWAY)?.body === 'online');
    await gateway.kill();
    await until('it is gone', () => lamp.last(GATEWAY)?.body === 'offline');
    await using late = await Lamp.connect({ url: broker.url });
    await late.listen(GATEWAY);
    const heard = await until('told', () => late.last(GATEWAY));
    expect(heard).toEqual({ topic: GATEWAY, body: 'offline', retain: true });
    await gateway.start();
    await until('it is back', () => lamp.last(GATEWAY)?.body === 'online');
  });
});
