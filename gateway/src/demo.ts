import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Gateway, buildOf, type Addresses } from './app.ts';
import { SystemClock } from './base/clock.ts';
import { messageOf } from './base/errors.ts';
import { RandomIds, type InputId } from './base/ids.ts';
import { JsonLines } from './base/log.ts';
import { DEFAULT_CONFIGURATION, type Configuration } from './ops/configuration.ts';
import { DEMO_DURESS_PIN, DEMO_PIN, demoSite, type DemoButton } from './wiring/demo-site.ts';
import { ttyPair, type TtyPair } from './wiring/tty-pair.ts';

const FOLDER = 'var/demo';
const BUTTONS = join(FOLDER, 'buttons.json');
const EVENTS = join(FOLDER, 'gateway.log');

/** The whole gateway on embedded defaults, with simulated buttons over real MQTT and a real serial line. */
async function demo(): Promise<void> {
  const clock = new SystemClock();
  mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
  const line = await ttyPair(FOLDER, clock);
  const configuration = await demoConfiguration(line);
  const events = new JsonLines(clock, (text) => {
    appendFileSync(EVENTS, text);
  });
  const fail = (error: unknown): void => {
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
  process.stdout.write(whereToLook(addresses, line));
  const stop = (): void => {
    line?.stop();
    gateway.stop().then(() => process.exit(0), fail);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  startButtons({ buttons, addresses, line, onEnd: stop });
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

/** The usual port, or any free one where something else has it. */
function freePort(usual: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => {
      resolve(0);
    });
    probe.listen(usual, '127.0.0.1', () => {
      probe.close(() => {
        resolve(usual);
      });
    });
  });
}

/** People, places and buttons, at the first start alone; the buttons' secrets stay beside them for the next. */
async function seed(gateway: Gateway): Promise<readonly DemoButton[]> {
  const { core } = gateway;
  if (core.committed.people.size > 0 && existsSync(BUTTONS)) {
    // as: this program wrote the file.
    return JSON.parse(readFileSync(BUTTONS, 'utf8')) as DemoButton[];
  }
  const site = demoSite();
  const id = core.ids.next() as InputId; // as: ids are born here.
  const reply = await core.submit({ id, type: 'save', actor: 'gateway', changes: site.changes });
  if (reply.outcome === 'refused') throw new Error(`the demo's own site was refused: ${reply.code} ${reply.detail ?? ''}`);
  writeFileSync(BUTTONS, JSON.stringify(site.buttons), { mode: 0o600 });
  return site.buttons;
}

function whereToLook({ http, mqtt }: Addresses, line: TtyPair | undefined): string {
  const serial = line === undefined ? 'no serial line: neither socat nor python3 is here to make one' : `serial line ${line.ours}`;
  return `
  Duress Gateway is running. Open these beside each other:

    ${http}/sign-in    choose who you are: worker, reception or manager
    ${http}/           the console at reception (Maria). Click once to arm its sound.
    ${http}/panic      the worker's phone page (Ana)
    ${http}/desk       the manager's desk with the debriefs (Ruth)

  Simulated buttons press over ${mqtt ?? 'no MQTT'} and over ${serial}.
  PIN to cancel ${DEMO_PIN}; duress PIN ${DEMO_DURESS_PIN}. All data is in ${FOLDER}; delete that folder to begin anew.

`;
}

interface ButtonsStart {
  readonly buttons: readonly DemoButton[];
  readonly addresses: Addresses;
  readonly line: TtyPair | undefined;
  readonly onEnd: () => void;
}

/** The simulator is a program of its own, as firmware is: in a terminal with keys to press, elsewhere with a short story. */
function startButtons({ buttons, addresses, line, onEnd }: ButtonsStart): void {
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY;
  const present = buttons.filter((button) => button.transport === 'mqtt' || line !== undefined);
  const file = join(FOLDER, 'present-buttons.json');
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify(present), { mode: 0o600 });
  const args = ['firmware-sim/src/main.ts', '--devices', file, '--memory', join(FOLDER, 'flash'), '--url', addresses.mqtt ?? ''];
  if (line !== undefined) args.push('--serial', line.theirs);
  if (!isTerminal) args.push('--scenario', 'firmware-sim/scenarios/demo.json');
  const child = spawn(process.execPath, args, { stdio: isTerminal ? 'inherit' : ['ignore', 'ignore', 'inherit'] });
  child.once('error', onEnd);
  // Without a terminal the story ends by itself and the gateway stays for whoever looks.
  child.once('exit', () => {
    if (isTerminal) onEnd();
  });
  process.once('exit', () => child.kill());
}

demo().catch((error: unknown) => {
  process.stderr.write(`The demo could not start: ${messageOf(error)}\n`);
  process.exit(1);
});
