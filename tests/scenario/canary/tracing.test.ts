import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { GATHER_RECEIPTS_MS } from '../../../gateway/src/engine/receipts.ts';
import { Hands } from '../../harness/hands.ts';
import { settled } from '../../harness/passing.ts';
import { until } from '../../harness/wait.ts';
import { CanaryHouse } from './house.ts';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: unknown }[];
}

let collector: Server;
let house: CanaryHouse | undefined;
const bodies: string[] = [];
const spans = (): Span[] =>
  bodies.flatMap((body) => {
    // as: OTLP's own JSON (opentelemetry-proto, trace/v1).
    const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
    return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  });

beforeEach(async () => {
  bodies.length = 0;
  collector = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      bodies.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
});

afterEach(async () => {
  await house?.close();
  house = undefined;
  collector.closeAllConnections();
  collector.close();
});

function url(): string {
  // as: a server that listens on TCP has such an address.
  return `http://127.0.0.1:${String((collector.address() as AddressInfo).port)}/v1/traces`;
}

test('switched on, each press is traced from its arrival to the screen, and so is the self-test; at the stop all of it is out', async () => {
  house = await CanaryHouse.start({ configuration: { tracing: { otlpUrl: url() } } });
  const { core } = house.test.gateway;
  const maria = await house.watcher();
  await house.run();
  const hands = new Hands(house.test);
  await hands.press('button-ana');
  const { alarm } = hands.alarm;
  await house.pass(2_000);
  maria.client.say({ type: 'shown', alarms: [alarm] });
  await maria.says();
  house.clock.advance(GATHER_RECEIPTS_MS);
  await until('it is shown', async () => {
    await settled(core);
    return hands.alarm.shown.length === 1;
  });
  await hands.press('button-ana');
  await house.test.stop();
  const all = spans();
  const [raised, joined] = all.filter(({ name }) => name === 'press');
  const childrenOf = (parent: Span | undefined): string[] =>
    all.filter(({ parentSpanId }) => parentSpanId === parent?.spanId).map(({ name }) => name);
  expect(childrenOf(raised)).toEqual(['queue', 'log', 'show']);
  expect(childrenOf(joined)).toEqual(['queue', 'log']);
  expect(raised?.attributes.map(({ key }) => key)).toEqual(['duress.fact', 'duress.shown']);
  expect(Number(BigInt(raised?.endTimeUnixNano ?? 0) - BigInt(raised?.startTimeUnixNano ?? 0)) / 1e6).toBeGreaterThanOrEqual(2_000);
  const canary = all.find(({ name }) => name === 'canary');
  expect(childrenOf(canary)).toEqual(['connect', 'ingest', 'log', 'ack', 'show']);
  const sent = bodies.join();
  for (const word of ['ana', 'maria', 'button', alarm]) expect(sent.toLowerCase()).not.toMatch(new RegExp(`"[^"]*\\b${word}\\b[^"]*"`));
});

test('an alarm that no screen shows ends its trace after a minute, and says so', async () => {
  house = await CanaryHouse.start({ configuration: { tracing: { otlpUrl: url() } } });
  await new Hands(house.test).press('button-ana');
  await house.pass(62_000);
  await house.test.stop();
  const press = spans().find(({ name }) => name === 'press');
  expect(press?.attributes).toContainEqual({ key: 'duress.shown', value: { boolValue: false } });
});

test('a collector that is away costs a press nothing, and a stop no more than its time', async () => {
  collector.closeAllConnections();
  collector.close();
  house = await CanaryHouse.start({ configuration: { tracing: { otlpUrl: 'http://127.0.0.1:9/v1/traces' } } });
  const hands = new Hands(house.test);
  await hands.press('button-ana');
  expect(hands.alarm.state).toBe('open');
  await house.test.stop();
});

test('what traces need is loaded by one file, and that one only when they are switched on', () => {
  const folder = new URL('../../../gateway/src/', import.meta.url);
  const users = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => {
    return name.endsWith('.ts') && /from '@opentelemetry|from '\.\/otlp\.ts'/.test(readFileSync(new URL(name, folder), 'utf8'));
  });
  expect(users).toEqual(['ops/tracing/otlp.ts']);
  expect(readFileSync(new URL('ops/tracing/tracing.ts', folder), 'utf8')).toContain("await import('./otlp.ts')");
});
