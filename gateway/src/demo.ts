import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { Gateway, buildOf, type Addresses } from './app.ts';
import { SystemClock } from './base/clock.ts';
import { messageOf } from './base/errors.ts';
import { inputIdFrom, RandomIds } from './base/ids.ts';
import { JsonLines } from './base/log.ts';
import { DEFAULT_CONFIGURATION, type Configuration } from './ops/configuration.ts';
import { buttonWords } from './wiring/button-words.ts';
import { demoSite, type DemoButton } from './wiring/demo-site.ts';
import { demoWords, tableHeading } from './wiring/demo-words.ts';
import { freePort } from './wiring/free-port.ts';
import { ttyPair, type TtyPair } from './wiring/tty-pair.ts';

/** Another one can be named as the first argument. */
const FOLDER = process.argv[2] ?? 'var/demo';
const BUTTONS = join(FOLDER, 'buttons.json');
const EVENTS = join(FOLDER, 'gateway.log');
const STORY = 'firmware-sim/scenarios/demo.json';
const STORY_WITHOUT_RADIO = 'firmware-sim/scenarios/demo-without-radio.json';

/** The whole gateway on embedded defaults, with simulated buttons over real MQTT and a real serial line. */
async function demo(): Promise<void> {
  const clock = new SystemClock();
  mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
  const line = await ttyPair(FOLDER, clock);
  const configuration = await demoConfiguration(line);
  const events = new JsonLines(clock, (text) => {
    appendFileSync(EVENTS, text);
  });
  let leave = (): void => undefined;
  const fail = (error: unknown): void => {
    leave();
    process.stderr.write(`The demo stopped: ${messageOf(error)}\nWhat happened stands in ${EVENTS}.\n`);
    line?.stop();
    process.exit(1);
  };
  const gateway = new Gateway({
    configuration,
    clock,
    events,
    ids: new RandomIds(() => clock.wall()),
    random: Math.random,
    build: buildOf(configuration.dashboard),
    demo: true,
    onBroken: fail,
  });
  const addresses = await gateway.start();
  const buttons = await seed(gateway);
  const stop = (): void => {
    leave();
    line?.stop();
    gateway.stop().then(() => process.exit(0), fail);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, stop);
  const inTerminal = process.stdin.isTTY && process.stdout.isTTY;
  const { http, mqtt = '' } = addresses;
  const moved = movedPorts(addresses);
  process.stdout.write(demoWords({ http, mqtt, serial: line?.ours, folder: FOLDER, moved }, inTerminal));
  if (inTerminal) await enter();
  leave = startButtons({ buttons, addresses, line, inTerminal, onEnd: stop });
}

/** The table of the buttons takes the whole terminal; it waits until the addresses have been read. */
async function enter(): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  // Closed by Ctrl-D too: then the buttons come without an Enter.
  await new Promise<void>((resolve) => {
    lines.once('line', () => {
      resolve();
    });
    lines.once('close', () => {
      resolve();
    });
  });
  lines.close();
}

function movedPorts({ http, mqtt }: Addresses): { usual: number; port: number }[] {
  const { http: web, mqtt: broker } = DEFAULT_CONFIGURATION;
  const pairs = [
    { usual: web.port, port: Number(new URL(http).port) },
    { usual: broker.port, port: mqtt === undefined ? broker.port : Number(new URL(mqtt).port) },
  ];
  return pairs.filter(({ usual, port }) => usual !== port);
}

async function demoConfiguration(line: TtyPair | undefined): Promise<Configuration> {
  const defaults = DEFAULT_CONFIGURATION;
  return {
    ...defaults,
    data: join(FOLDER, 'data'),
    masterKeyFile: join(FOLDER, 'keys', 'master.key'),
    http: { ...defaults.http, port: await freePort(defaults.http.port) },
    mqtt: { ...defaults.mqtt, port: await freePort(defaults.mqtt.port) },
    serial: { ...defaults.serial, ports: line === undefined ? [] : [line.ours] },
  };
}

/** People, places and buttons, at the first start alone; the buttons' secrets stay beside them for the next. */
async function seed(gateway: Gateway): Promise<readonly DemoButton[]> {
  const { core } = gateway;
  if (core.committed.people.size > 0 && existsSync(BUTTONS)) {
    // as: this program wrote the file.
    return JSON.parse(readFileSync(BUTTONS, 'utf8')) as DemoButton[];
  }
  const site = demoSite(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const id = inputIdFrom(core.ids);
  const reply = await core.submit({ id, type: 'save', actor: 'gateway', changes: site.changes });
  if (reply.outcome === 'refused') throw new Error(`the demo's own site was refused: ${reply.code} ${reply.detail ?? ''}`);
  writeFileSync(BUTTONS, JSON.stringify(site.buttons), { mode: 0o600 });
  return site.buttons;
}

interface ButtonsStart {
  readonly buttons: readonly DemoButton[];
  readonly addresses: Addresses;
  readonly line: TtyPair | undefined;
  readonly inTerminal: boolean;
  readonly onEnd: () => void;
}

/**
 * The simulator is a program of its own, as firmware is: in a terminal with keys to press, elsewhere with a short story.
 * Returns what ends it.
 */
function startButtons({ buttons, addresses, line, inTerminal, onEnd }: ButtonsStart): () => void {
  const present = buttons.filter((button) => button.transport === 'mqtt' || line !== undefined);
  const file = join(FOLDER, 'present-buttons.json');
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify(present), { mode: 0o600 });
  const args = ['firmware-sim/src/main.ts', '--devices', file, '--memory', join(FOLDER, 'flash'), '--url', addresses.mqtt ?? ''];
  if (line !== undefined) args.push('--serial', line.theirs);
  if (inTerminal) for (const text of tableHeading(addresses.http)) args.push('--heading', text);
  else args.push('--scenario', line === undefined ? STORY_WITHOUT_RADIO : STORY);
  const child = spawn(process.execPath, args, { stdio: inTerminal ? 'inherit' : ['ignore', 'pipe', 'inherit'] });
  child.once('error', onEnd);
  // In a terminal, leaving the buttons is leaving the demo; elsewhere the gateway stays for whoever looks.
  child.once('exit', () => {
    if (inTerminal) onEnd();
  });
  if (child.stdout !== null) tellButtons(child.stdout, new Map(present.map(({ device, label }) => [device, label])));
  const end = (): void => {
    child.kill();
  };
  process.once('exit', end);
  return end;
}

/** Without a terminal there is no table: what the hands show is said line by line. */
function tellButtons(events: Readable, labels: ReadonlyMap<string, string>): void {
  createInterface({ input: events }).on('line', (event) => {
    const words = buttonWords(event, labels);
    if (words !== undefined) process.stdout.write(`  ${words}\n`);
  });
}

demo().catch((error: unknown) => {
  process.stderr.write(`The demo could not start: ${messageOf(error)}\n`);
  process.exit(1);
});
