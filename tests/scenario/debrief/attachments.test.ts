import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ATTACHMENTS_MAX } from '../../../gateway/src/contract/keeping.ts';
import { backup } from '../../../gateway/src/store/tools/backup.ts';
import { verify } from '../../../gateway/src/store/tools/verify.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { KNOWN_METADATA, photo } from '../../harness/photos.ts';
import { Reception } from '../../harness/reception.ts';
import { until } from '../../harness/wait.ts';

describe('photos of a debrief', () => {
  let gateway: TestGateway;
  let hands: Hands;
  let path: string;
  let ana: Reception;
  let ruth: Reception;

  beforeEach(async () => {
    gateway = await TestGateway.start();
    hands = new Hands(gateway);
    await hands.press('button-ana');
    path = `/api/v1/debriefs/${hands.debrief.debrief}`;
    ana = await Reception.signIn(gateway.addresses.http, 'worker');
    ruth = await Reception.signIn(gateway.addresses.http, 'manager');
  });

  afterEach(async () => {
    await gateway.close();
  });

  const files = (): string[] => {
    const folder = join(gateway.folder, 'data', 'attachments');
    return existsSync(folder) ? readdirSync(folder) : [];
  };
  const attachments = async (who: Reception): Promise<{ attachment: string; own: boolean; alt?: string; part: string }[]> =>
    // as: the contract of this answer.
    ((await who.ask('GET', path)).body as { attachments: { attachment: string; own: boolean; alt?: string; part: string }[] }).attachments;

  async function added(who: Reception, bytes: Buffer): Promise<string> {
    const answer = await who.photo(`${path}/attachments`, bytes);
    expect(answer).toMatchObject({ status: 201 });
    return (answer.body as { attachment: string }).attachment; // as: the contract of this answer.
  }

  test.each(['jpeg', 'png', 'webp'] as const)('%s: clean, upright, sealed, and read by both', async (format) => {
    const sent = await photo({ orientation: 6, format });
    expect(sent.includes(KNOWN_METADATA)).toBe(true);
    const id = await added(ana, sent);
    for (const who of [ana, ruth]) {
      const { type, bytes } = await who.file(`${path}/attachments/${id}`);
      expect(type).toBe('image/jpeg');
      const { width, height, exif, icc, xmp, orientation } = await sharp(bytes).metadata();
      // 640 × 480, turned by its orientation.
      expect({ width, height }).toEqual({ width: 480, height: 640 });
      expect([exif, icc, xmp, orientation]).toEqual([undefined, undefined, undefined, undefined]);
      expect(bytes.includes(KNOWN_METADATA) || bytes.includes('KnownCamera')).toBe(false);
      const top = await sharp(bytes).extract({ left: 200, top: 20, width: 1, height: 1 }).raw().toBuffer();
      expect(top[0]).toBeGreaterThan(200);
    }
    const small = await ruth.file(`${path}/attachments/${id}?small=1`);
    expect((await sharp(small.bytes).metadata()).height).toBe(320);
    expect(await attachments(ana)).toMatchObject([{ attachment: id, part: 'account', own: true, alt: 'the door' }]);
    expect(await attachments(ruth)).toMatchObject([{ attachment: id, own: false }]);
    const [name = ''] = files();
    const kept = readFileSync(join(gateway.folder, 'data', 'attachments', name));
    expect(kept.includes(Buffer.from([0xff, 0xd8, 0xff]))).toBe(false);
  });

  test('a large one is sent in pieces and arrives whole', async () => {
    const noise = await sharp({
      create: { width: 1_400, height: 1_000, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 60 } },
    })
      .jpeg()
      .toBuffer();
    const id = await added(ana, noise);
    const { bytes } = await ana.file(`${path}/attachments/${id}`);
    expect(bytes.length).toBeGreaterThan(200_000);
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 1_400, height: 1_000 });
  });

  test('what is no picture is refused with a reason, and leaves nothing', async () => {
    const whole = await photo();
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>');
    // A picture of 20,000 × 20,000 pixels in a few kilobytes.
    const bomb = await sharp({ create: { width: 20_000, height: 20_000, channels: 3, background: '#000' }, limitInputPixels: false })
      .png({ compressionLevel: 9 })
      .toBuffer();
    for (const [bytes, status, code] of [
      [svg, 415, 'not-a-photo'],
      [Buffer.from('GIF89a'), 415, 'not-a-photo'],
      [whole.subarray(0, 700), 415, 'not-a-photo'],
      [Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(5_000)]), 415, 'not-a-photo'],
      [bomb, 413, 'too-many-pixels'],
      [Buffer.alloc(12 * 1024 * 1024 + 1), 413, 'too-large'],
    ] as const) {
      expect(await ana.photo(`${path}/attachments`, bytes)).toMatchObject({ status, body: { code } });
    }
    for (const note of [
      {},
      { name: 'x' },
      { name: 'x', alt: '' },
      { name: 'x', alt: 'a'.repeat(501) },
      { name: 'x'.repeat(201), alt: 'a' },
    ])
      expect(await ana.photo(`${path}/attachments`, whole, note), JSON.stringify(note)).toMatchObject({ status: 400 });
    expect(files()).toEqual([]);
  });

  test('as many as are taken, and not one more', async () => {
    const tiny = await photo({ width: 8, height: 8 });
    for (let i = 0; i < ATTACHMENTS_MAX; i += 1) await added(i % 2 === 0 ? ana : ruth, tiny);
    expect(await ana.photo(`${path}/attachments`, tiny)).toMatchObject({
      status: 409,
      body: { code: 'not-now', detail: 'too-many-photos' },
    });
    expect(files()).toHaveLength(ATTACHMENTS_MAX);
  });

  test('only whoever added it takes it away; its key and file go, the fact stays', async () => {
    const id = await added(ana, await photo());
    expect(await ruth.ask('DELETE', `${path}/attachments/${id}`)).toMatchObject({ status: 403, body: { code: 'not-yours' } });
    expect(await ana.ask('DELETE', `${path}/attachments/${id}`)).toMatchObject({ status: 204 });
    expect(await ana.ask('DELETE', `${path}/attachments/${id}`)).toMatchObject({ status: 404 });
    expect((await ana.file(`${path}/attachments/${id}`)).type).not.toBe('image/jpeg');
    await until('the file is gone', () => files().length === 0);
    expect(await gateway.gateway.store.keys.destroy(`attachment:${id}`)).toBeLessThanOrEqual(1);
  });

  test('files that no fact knows are swept at the next start; the others stay', async () => {
    const id = await added(ana, await photo());
    await gateway.stop();
    const orphan = join(gateway.folder, 'data', 'attachments', 'f-orphan');
    writeFileSync(orphan, 'x');
    writeFileSync(`${orphan}2.new`, 'x');
    const again = await TestGateway.start({ folder: gateway.folder });
    await until('only ours is there', () => files().join() === id);
    await again.stop();
  });

  test('backup takes them along; verification names what is missing or altered', async () => {
    const id = await added(ana, await photo());
    const data = join(gateway.folder, 'data');
    const target = join(gateway.folder, 'backup');
    const masterKeyFile = join(gateway.folder, 'keys', 'master.key');
    backup({ folder: data, target, masterKeyFile, withKey: false });
    expect(await verify(target, {})).toMatchObject({ ok: true });
    const file = join(target, 'attachments', id);
    const bytes = readFileSync(file);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    expect(await verify(target, {})).toMatchObject({ ok: false, attachments: { wrong: [{ attachment: id, what: 'altered' }] } });
    writeFileSync(join(data, 'attachments', id), '');
    expect(await verify(data, {})).toMatchObject({ ok: false, attachments: { wrong: [{ attachment: id, what: 'altered' }] } });
  });
});
