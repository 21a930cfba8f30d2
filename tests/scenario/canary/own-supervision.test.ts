import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../../gateway/src/base/durations.ts';
import type { Fault } from '../../../gateway/src/domain/fault.ts';
import { DEFAULT_CONFIGURATION } from '../../../gateway/src/ops/configuration.ts';
import { STEADY_AFTER_MS, STEP_MS } from '../../../gateway/src/ops/self/clock-watch.ts';
import { STUCK_AFTER_MS } from '../../../gateway/src/ops/self/outbox-watch.ts';
import { ProcessWatch, STALL_MS, STALL_OVER_AFTER_MS } from '../../../gateway/src/ops/self/process-watch.ts';
import { ManualClock } from '../../harness/clock.ts';
import { EventsSeen, TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { freePort } from '../../harness/mosquitto.ts';
import { leap, pass, settled } from '../../harness/passing.ts';
import { canMount, SmallDisk } from '../../harness/small-disk.ts';
import { until } from '../../harness/wait.ts';
import { TestFaults } from '../serial/neighbours.ts';

let gateway: TestGateway | undefined;
let disk: SmallDisk | undefined;

afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
  disk?.unmount();
  disk = undefined;
});

function fault(code: Fault['code']): Fault | undefined {
  return [...(gateway?.gateway.core.committed.faults.values() ?? [])].find((one) => one.code === code);
}

describe.runIf(canMount())('the disk', () => {
  test('on a really small one: said when a tenth is left, over when there is a quarter more', async () => {
    disk = SmallDisk.mount(200);
    const clock = new ManualClock();
    gateway = await TestGateway.start({ clock, folder: disk.folder });
    const { core } = gateway.gateway;
    const minute = async (): Promise<void> => {
      const { figures } = gateway?.gateway.self.supervision.disk ?? {};
      await leap(core, clock, MINUTE_MS);
      await until('it was looked at', () => gateway?.gateway.self.supervision.disk.figures !== figures);
      await settled(core);
    };
    await minute();
    expect(fault('disk-low')).toBeUndefined();
    const fill = (leaveBytes: number): void => {
      const { folder } = disk ?? { folder: '' };
      writeFileSync(join(folder, 'filler'), '');
      const { bsize, bavail } = statfsSync(folder);
      writeFileSync(join(folder, 'filler'), Buffer.alloc(bsize * bavail - leaveBytes));
    };
    const MIB = 1024 ** 2;
    fill(21 * MIB);
    await minute();
    expect(fault('disk-low')).toBeUndefined();
    fill(19 * MIB);
    await minute();
    expect(fault('disk-low')).toMatchObject({ subject: 'gateway', detail: expect.stringMatching(/^1\d MiB free$/) as string });
    fill(24 * MIB);
    await minute();
    expect(fault('disk-low')).toBeDefined();
    fill(26 * MIB);
    await minute();
    expect(fault('disk-low')).toBeUndefined();
  });
});

describe('the clock', () => {
  test('a step forward or back is said with its size, a slow clock is not, and an hour later it is history', async () => {
    const clock = new ManualClock();
    gateway = await TestGateway.start({ clock });
    const { core } = gateway.gateway;
    await pass(core, clock, 2_000);
    clock.setWall(clock.wall() + STEP_MS);
    await pass(core, clock, 2_000);
    expect(fault('clock-stepped')).toBeUndefined();
    clock.setWall(clock.wall() + 3_600_000);
    await pass(core, clock, 2_000);
    expect(fault('clock-stepped')).toMatchObject({ detail: 'the clock went forward by 3600 s at once' });
    clock.setWall(clock.wall() - 3_600_000);
    await pass(core, clock, 3_000);
    expect(fault('clock-stepped')).toMatchObject({ detail: 'the clock went back by 3600 s at once' });
    await leap(core, clock, STEADY_AFTER_MS - 10_000);
    expect(fault('clock-stepped')).toBeDefined();
    await leap(core, clock, 10_000);
    expect(fault('clock-stepped')).toBeUndefined();
  });
});

describe('certificates', () => {
  test('said three weeks, a week and a day before their end, each time anew, and over with a new one', async () => {
    const began = Date.now();
    const clock = new ManualClock(began);
    const folder = mkdtempSync(join(tmpdir(), 'duress-certificates-'));
    const files = { certFile: join(folder, 'site.pem'), keyFile: join(folder, 'site.key') };
    const make = (days: number): void => {
      const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', String(days)];
      execFileSync('openssl', [...kind, '-subj', '/CN=localhost', '-keyout', files.keyFile, '-out', files.certFile], { stdio: 'ignore' });
    };
    make(30);
    gateway = await TestGateway.start({ clock, configuration: { mqtt: { ...DEFAULT_CONFIGURATION.mqtt, port: 0, ...files } } });
    const { core } = gateway.gateway;
    const atDay = async (day: number, words: string | undefined): Promise<void> => {
      clock.setWall(began + day * DAY_MS);
      await gateway?.gateway.reload();
      await until(`on day ${String(day)} it says ${String(words)}`, async () => {
        await settled(core);
        return fault('certificate-expires')?.detail === words;
      });
    };
    await atDay(8.9, undefined);
    await atDay(9.1, 'expires within 21 days');
    await atDay(22.9, 'expires within 21 days');
    await atDay(23.1, 'expires within 7 days');
    await atDay(29.1, 'expires within 1 day');
    await atDay(30.1, 'has expired');
    make(300);
    await atDay(30.1, undefined);
    rmSync(folder, { recursive: true });
  });
});

describe('messages to people', () => {
  test('one that has been due for five minutes is a fault, until it is out', async () => {
    const clock = new ManualClock();
    const port = await freePort();
    // Attempts fail in real time while the clock moves: some commit is under way when it does.
    const expectErrors = ['lifeboat-entered'];
    gateway = await TestGateway.start({
      clock,
      expectErrors,
      configuration: { contact: { webhookUrl: `http://127.0.0.1:${String(port)}/` } },
    });
    const { core } = gateway.gateway;
    await new Hands(gateway).press('button-ana');
    const { outbox } = gateway.gateway.self.supervision;
    await until('it waits, for nobody listens there', async () => {
      await pass(core, clock, 30_000);
      return outbox.unsent?.oldestDueAt;
    });
    const due = outbox.unsent?.oldestDueAt ?? 0;
    await pass(core, clock, due + STUCK_AFTER_MS - clock.wall() - 30_000);
    expect(fault('outbox-stuck')).toBeUndefined();
    await pass(core, clock, 61_000);
    await until('it is said', async () => {
      await settled(core);
      return fault('outbox-stuck');
    });
    expect(fault('outbox-stuck')).toMatchObject({ label: 'messages', detail: expect.stringContaining('for 5 minutes') as string });
    const receiver = createServer((request, response) => {
      request.resume().on('end', () => response.writeHead(204).end());
    });
    receiver.listen(port, '127.0.0.1');
    await once(receiver, 'listening');
    await until('all of them are out', async () => {
      await pass(core, clock, 30_000);
      return fault('outbox-stuck') === undefined;
    });
    receiver.close();
    receiver.closeAllConnections();
  });
});

describe('the process', () => {
  function watch(used = 0.5): { clock: ManualClock; faults: TestFaults; process: ProcessWatch; use: (share: number) => void } {
    const clock = new ManualClock();
    const faults = new TestFaults();
    let share = used;
    const heap = (): { usedBytes: number; limitBytes: number } => ({ usedBytes: share * 1_000, limitBytes: 1_000 });
    const process = new ProcessWatch({ clock, events: new EventsSeen(), faults, heap, everyMs: 1_000 });
    return { clock, faults, process, use: (next) => (share = next) };
  }

  test('a loop that was held up for two seconds is a fault, for less is not, and it is over after a quiet minute', () => {
    const { clock, faults, process } = watch();
    const look = (ms: number): void => {
      clock.advance(ms);
      process.lookAtLoop();
    };
    look(1_000);
    look(1_000 + STALL_MS - 1);
    expect(faults.standing).toEqual([]);
    look(1_000 + STALL_MS);
    expect(faults.standing).toEqual(['loop-stalled gateway']);
    expect(process.takeWorstStallMs()).toBe(STALL_MS);
    expect(process.takeWorstStallMs()).toBe(0);
    for (let ms = 1_000; ms < STALL_OVER_AFTER_MS; ms += 1_000) look(1_000);
    expect(faults.standing).toEqual(['loop-stalled gateway']);
    look(1_000);
    expect(faults.standing).toEqual([]);
  });

  test('memory that stays high over three looks is a fault, a peak is not, and it is over when there is room again', () => {
    const { faults, process, use } = watch();
    const looks = (share: number, times: number): void => {
      use(share);
      for (let look = 0; look < times; look += 1) process.lookAtMemory();
    };
    looks(0.85, 2);
    looks(0.849, 1);
    looks(0.85, 2);
    expect(faults.standing).toEqual([]);
    looks(0.85, 1);
    expect(faults.standing).toEqual(['memory-low gateway']);
    looks(0.7, 1);
    expect(faults.standing).toEqual(['memory-low gateway']);
    looks(0.699, 1);
    expect(faults.standing).toEqual([]);
  });
});
