import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SECOND_MS } from '../../../gateway/src/base/durations.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { MqttDevice } from '../../harness/mqtt-device.ts';
import { pass, settled } from '../../harness/passing.ts';
import { Reception } from '../../harness/reception.ts';
import { until } from '../../harness/wait.ts';
import { header, MailServer } from '../notify/mail-server.ts';
import { Somebody } from './people.ts';

/**
 * Yass hospital: alarms never worked properly, nobody was told, and staff stopped filing faults. A nurse who was attacked pressed, and
 * nothing happened. Here a dead button opens its fault itself: at the desk, to whoever carries it, and on reception's list, and there the
 * fault stays until a test press has proven it mended.
 */
describe('a dead button', () => {
  let clock: ManualClock;
  let mail: MailServer;
  let gateway: TestGateway;
  let button: MqttDevice;

  const core = () => gateway.gateway.core;
  const heartbeat = (more: object = {}): Promise<void> => button.publish('status', JSON.stringify({ v: 1, battery: 80, ...more }), 0);

  beforeEach(async () => {
    clock = new ManualClock();
    mail = await MailServer.open();
    gateway = await TestGateway.start({ clock, configuration: { contact: { smtpUrl: mail.url } } });
    const ana = gateway.gateway.core.committed.people.get('ana' as never); // as: an id by hand.
    if (ana !== undefined) await gateway.save([{ put: 'person', value: { ...ana, email: 'ana@house.example' } }]);
    button = await MqttDevice.connect(gateway, 'button-ana');
    await heartbeat();
  });

  afterEach(async () => {
    button.close();
    await gateway.close();
    await mail.down();
  });

  /** The button has three heartbeats of 30 s to miss. */
  async function dies(): Promise<void> {
    button.close();
    await until('its connection is gone', () => button.isClosed);
    await pass(core(), clock, 91 * SECOND_MS);
  }

  test('says so at the desk, to its worker and on the list of its place', async () => {
    const [manager, reception, worker] = await Promise.all(['ruth', 'maria', 'ana'].map((one) => Somebody.of(gateway, one)));
    if (manager === undefined || reception === undefined || worker === undefined) throw new RangeError('three people');
    expect(await manager.device('button-ana')).toMatchObject({ state: 'ok', battery: 80 });
    const heardAt = clock.wall();
    await dies();
    expect(await manager.device('button-ana')).toMatchObject({ state: 'silent', lastHeard: heardAt });
    expect((await manager.devices('show=silent')).map(({ device }) => device)).toEqual(['button-ana']);
    expect(await reception.faults()).toMatchObject([{ code: 'device-silent', label: "Ana's button", place: 'room1' }]);
    expect(await worker.ownDevices()).toMatchObject([{ device: 'button-ana', state: 'silent', silentSince: heardAt }]);
    // By another way than the button, and without a word that somebody beside her phone could use.
    const told = await until('Ana has her mail', () => mail.mails.find(({ to }) => to.includes('ana@house.example')));
    expect(told.raw).toContain('Subject: Something of yours needs attention');
    expect(told.raw).not.toMatch(/button|alarm|silent|room|Ana Ruiz/i);
  });

  test('comes up on the open list of reception by itself, and is no alarm', async () => {
    const page = await Reception.signIn(gateway.addresses.http, 'reception');
    page.beats = true;
    await page.watch('faults');
    await dies();
    const fault = await until('the feed says it', () =>
      page.messages
        .flatMap((message) => (message.type === 'update' && message.topic === 'faults' ? (message.faults ?? []) : []))
        .find(({ code }) => code === 'device-silent'),
    );
    expect(fault).toMatchObject({ code: 'device-silent', actions: ['acknowledge', 'look-after', 'shelve'] });
    expect([core().committed.alarms.size, core().committed.debriefs.size]).toEqual([0, 0]);
    page.close();
  });

  test('stays on the list when it is heard again, whatever people do to it, and goes when a test press has passed', async () => {
    await dies();
    const reception = await Somebody.of(gateway, 'maria');
    const path = `/api/v1/faults/${encodeURIComponent('device-silent:device:button-ana')}`;
    expect(await reception.post(`${path}/look-after`)).toBe(200);
    button = await MqttDevice.connect(gateway, 'button-ana');
    await heartbeat();
    await settled(core());
    expect(await reception.faults()).toMatchObject([{ code: 'device-silent', easedAt: clock.wall(), owner: { name: 'Maria Costa' } }]);
    const worker = await Somebody.of(gateway, 'ana');
    expect(await worker.ownDevices()).toMatchObject([{ state: 'ok', heardAgain: true }]);
    // A day of heartbeats proves nothing of presses.
    await pass(core(), clock, 20 * SECOND_MS);
    await heartbeat();
    expect(await reception.faults()).toHaveLength(1);
    expect(await worker.post('/api/v1/devices/button-ana/test')).toBe(200);
    await button.signal({ seq: 1 });
    await settled(core());
    expect(await reception.faults()).toEqual([]);
    expect(await worker.ownDevices()).toMatchObject([{ state: 'ok', heardAgain: false }]);
    expect(core().committed.alarms.size).toBe(0);
  });

  test('over a restart it is still on the list, and nothing falls silent before it has had its time', async () => {
    await dies();
    const toAna = () => mail.mails.filter(({ to }) => to.includes('ana@house.example'));
    await until('Ana has her mail', () => toAna().length > 0);
    await gateway.stop();
    const { folder } = gateway;
    clock.advance(3_600_000);
    const configuration = { contact: { smtpUrl: mail.url } };
    gateway = await TestGateway.start({ clock, folder, configuration });
    const reception = await Somebody.of(gateway, 'maria');
    expect(await reception.faults()).toMatchObject([{ code: 'device-silent' }]);
    // The other button was heard by nobody ever: it is not proven, and no fault.
    await pass(core(), clock, 300 * SECOND_MS);
    expect((await reception.faults()).map(({ subject }) => subject)).toEqual(['device:button-ana']);
    // Told once, over both runs.
    expect(new Set(toAna().map((one) => header(one, 'Message-ID'))).size).toBe(1);
  });
});
