import { afterEach, beforeEach, expect, test } from 'vitest';
import type { UnprovenClimb } from '../../../gateway/src/contract/escalation.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { settled } from '../../harness/passing.ts';
import { cookieOf } from '../../harness/sign-in.ts';

let clock: ManualClock;
let gateway: TestGateway;
let hands: Hands;

beforeEach(async () => {
  clock = new ManualClock();
  gateway = await TestGateway.start({ clock });
  hands = new Hands(gateway);
});
afterEach(() => gateway.close());

const steps = [{ afterMs: 10_000, targets: [{ to: 'person', person: 'ruth' }] }];

type Ask = (method: string, path: string, body?: unknown) => Promise<{ readonly status: number; readonly body: unknown }>;

async function as(who: string): Promise<Ask> {
  const { cookie } = await cookieOf(gateway, who);
  const { http } = gateway.addresses;
  return async (method, path, body) => {
    const headers = { cookie, origin: http, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const answer = await fetch(`${http}/api/v1/${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: await answer.json() };
  };
}
async function unproven(ask: Ask): Promise<UnprovenClimb[]> {
  const { status, body } = await ask('GET', 'coverage/unproven');
  expect(status).toBe(200);
  return body as UnprovenClimb[]; // as: what 200 answers with.
}

test('a policy that was changed is listed under its place, since when and why, until a button that belongs there was tested; also over a restart', async () => {
  const sam = await as('sam');
  expect(await unproven(sam)).toEqual([]);
  const policy = { name: 'Ground floor', place: 'ground', steps, repeatMs: 30_000 };
  const made = await sam('POST', 'policies', policy);
  expect(made.status).toBe(201);
  const { policy: id } = made.body as { policy: string }; // as: what 201 answers with.
  const since = clock.wall();
  const listed = [{ place: 'ground', since, why: [{ kind: 'policy-new', policy: 'Ground floor' }] }];
  expect(await unproven(sam)).toMatchObject(listed);
  // Those who answer for the place read it too; a worker does not.
  expect(await unproven(await as('ruth'))).toMatchObject(listed);
  expect((await (await as('ana'))('GET', 'coverage/unproven')).status).toBe(403);

  const { folder } = gateway;
  clock.advance(1_000);
  await gateway.stop();
  gateway = await TestGateway.start({ clock, folder });
  hands = new Hands(gateway);
  const again = await as('sam');
  expect(await unproven(again)).toMatchObject(listed);
  await hands.press('button-room4', { kind: 'test' });
  await settled(gateway.gateway.core);
  expect(await unproven(again)).toEqual([]);
  // Another name tells nobody else; another step does.
  expect((await again('PUT', `policies/${id}`, { ...policy, name: 'Downstairs' })).status).toBe(200);
  expect(await unproven(again)).toEqual([]);
  expect((await again('PUT', `policies/${id}`, { ...policy, name: 'Downstairs', repeatMs: 40_000 })).status).toBe(200);
  expect(await unproven(again)).toMatchObject([{ place: 'ground', why: [{ kind: 'policy-changed', policy: 'Downstairs' }] }]);
});
