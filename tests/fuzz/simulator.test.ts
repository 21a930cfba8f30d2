import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, test } from 'vitest';
import { HELD_PRESSES } from '../../gateway/src/contract/hand.ts';
import { readConfig, readFeedback } from '../../firmware-sim/src/decode.ts';
import { readDevices } from '../../firmware-sim/src/devices-file.ts';
import { BankedFlash, FileFlash } from '../../firmware-sim/src/flash.ts';
import { FACTORY_MEMORY } from '../../firmware-sim/src/memory.ts';
import { PACKET_MAX, PacketReader, publishPacket, pubackPacket, readPublish } from '../../firmware-sim/src/mqtt-wire.ts';
import { readScenario } from '../../firmware-sim/src/scenario-file.ts';
import { UsageError } from '../../firmware-sim/src/usage-error.ts';
import { foreign, vectors } from './corpus.ts';
import { fuzz, must, ONCE } from './fuzz.ts';
import { mutated, mutatedJson, noise } from './hostile.ts';

const folder = mkdtempSync(join(tmpdir(), 'duress-fuzz-'));
const { hex, texts } = vectors('device-protocol.json');

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const parsed = (texts.get('body') ?? []).flatMap((text) => {
  try {
    return [JSON.parse(text) as unknown];
  } catch {
    return []; // Some of the vectors' bodies are not JSON on purpose.
  }
});

test('a button reads what comes down, or leaves it: it never stops, and holds no more presses than it has', ONCE, () => {
  const bodies = fc.oneof(
    mutatedJson(parsed).map((text) => Buffer.from(text)),
    mutated((texts.get('body') ?? []).map((text) => Buffer.from(text))),
    noise(100),
  );
  fuzz('bodies towards a button', bodies, {
    runs: 20_000,
    holds: (bytes) => {
      const feedback = readFeedback(bytes);
      must(
        feedback === undefined || (feedback.held.length <= HELD_PRESSES && Number.isSafeInteger(feedback.rev)),
        'a feedback that is none',
      );
      const config = readConfig(bytes);
      must(config === undefined || (config.heartbeat >= 1 && config.hold <= 5_000), 'a configuration that is none');
    },
  });
});

test('the fleet’s packet reader cuts the same however the stream is cut, and gives up at what is too long', ONCE, () => {
  const packets = [
    ...(hex.get('packet') ?? []),
    ...(hex.get('puback') ?? []),
    Buffer.from(publishPacket('t', 'b', 7)),
    Buffer.from(pubackPacket(7)),
  ];
  fuzz(
    'streams towards a fleet',
    fc.tuple(fc.array(fc.oneof(mutated([...packets, ...foreign()]), noise(40)), { maxLength: 3 }), fc.integer({ min: 1, max: 40 })),
    {
      runs: 8_000,
      holds: ([parts, piece]) => {
        const bytes = Buffer.concat(parts);
        const whole = new PacketReader().push(bytes);
        const reader = new PacketReader();
        const read: string[] = [];
        let isBroken = false;
        for (let at = 0; at < bytes.length && !isBroken; at += piece) {
          const { packets: some, broken } = reader.push(bytes.subarray(at, at + piece));
          read.push(...some.map(({ first, body }) => `${String(first)} ${body.toString('hex')}`));
          isBroken = broken;
        }
        must(
          isBroken === whole.broken &&
            read.join() === whole.packets.map(({ first, body }) => `${String(first)} ${body.toString('hex')}`).join(),
          'the cuts are seen',
        );
        for (const packet of whole.packets) {
          must(packet.body.length <= PACKET_MAX, 'a packet is too long');
          const publish = readPublish(packet);
          must(publish === undefined || publish.bytes.length <= packet.body.length, 'a body is longer than its packet');
        }
      },
    },
  );
});

/** Only the sentence for whoever called it may come out. */
function isUsage(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    must(error instanceof UsageError, `threw ${error instanceof Error ? (error.stack ?? '') : String(error)}`);
  }
}

test('files of devices and of steps are read or refused in a sentence', ONCE, () => {
  const path = join(folder, 'file.json');
  const devices = [
    [
      { device: 'b-1', label: 'Ana', secret: 's' },
      { device: 'b-2', transport: 'serial', radioKey: '000102030405060708090a0b0c0d0e0f' },
    ],
  ];
  const steps = [
    {
      name: 'n',
      steps: [
        { at: 0, device: 'b-1', do: 'press' },
        { at: 5, device: 'b-1', do: 'cancel', pin: '2468', place: { beacon: 'x' } },
        { at: 9, device: 'b-1', do: 'await', state: 'held', withinMs: 5 },
      ],
    },
  ];
  fuzz('files of the simulator', mutatedJson([...devices, ...steps]), {
    runs: 300,
    holds: (text) => {
      writeFileSync(path, text);
      isUsage(() => readDevices(path));
      isUsage(() => readScenario(path, new Set(['b-1'])));
    },
  });
});

test('a button’s memory is what was written whole, or the factory’s, wherever the power went away; a damaged file says so', ONCE, () => {
  const memory = fc.integer({ min: 0, max: 1_000 }).map((boot) => ({ ...FACTORY_MEMORY, boot }));
  fuzz('torn writes', fc.array(fc.tuple(memory, fc.option(fc.nat(600))), { maxLength: 6 }), {
    runs: 1_500,
    holds: (writes) => {
      const flash = new BankedFlash();
      let last = FACTORY_MEMORY;
      for (const [next, tornAfter] of writes) {
        if (tornAfter !== null) flash.tearNextWrite(tornAfter);
        if (flash.write(next) === 'written') last = next;
        must(JSON.stringify(flash.read()) === JSON.stringify(last), 'it reads what was not written');
      }
    },
  });
  const path = join(folder, 'flash');
  new FileFlash(path).write(FACTORY_MEMORY);
  const good = readFileSync(path);
  fuzz('files of a button’s memory', mutated([good], 2), {
    runs: 200,
    holds: (bytes) => {
      writeFileSync(path, bytes);
      try {
        must(JSON.stringify(new FileFlash(path).read()) === JSON.stringify(FACTORY_MEMORY), 'a damaged memory was read');
      } catch (error) {
        must(error instanceof Error && error.message.includes('is damaged'), String(error));
      }
    },
  });
});
