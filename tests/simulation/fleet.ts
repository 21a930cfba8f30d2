import type { DeviceId } from '../../gateway/src/base/ids.ts';
import type { Signal } from '../../gateway/src/domain/input.ts';
import { HeldFlash } from '../../firmware-sim/src/flash.ts';
import { SimulatedButton } from '../../firmware-sim/src/simulated-button.ts';
import type { Checks } from './checks.ts';
import { DeviceLine } from './device-line.ts';
import { whyOf, type GatewayProcess } from './gateway-process.ts';
import { BUTTONS, FIX, ZONES } from './house.ts';
import type { Deed } from './plan.ts';
import type { World } from './world.ts';

type DeviceDeed = Extract<
  Deed,
  {
    readonly do: 'press' | 'man-down' | 'test' | 'cancel' | 'power-cut' | 'line-cut' | 'deaf' | 'flood' | 'where';
    readonly button?: string;
  }
>;

const BETWEEN_PRESSES_MS = 2_000;
/** A panel that has no answer brings the signal again. */
const PANEL_AGAIN_MS = 2_500;
const PANEL_PATH = { by: 'http', receiver: 'zone-rx', rssi: -70 } as const;

/** Everything that sends: buttons with their real firmware and their lines, and a panel that brings many signals at once. */
export class Fleet {
  readonly #world: World;
  readonly #checks: Checks;
  readonly #lines = new Map<string, DeviceLine>();
  readonly #buttons = new Map<string, SimulatedButton>();
  readonly #panel = new Set<string>();
  #panelSeq = 0;

  constructor(world: World, checks: Checks) {
    this.#world = world;
    this.#checks = checks;
  }

  start(): void {
    for (const name of BUTTONS) this.#make(name);
  }

  stop(): void {
    for (const button of this.#buttons.values()) button.stop();
  }

  peerGone(): void {
    for (const line of this.#lines.values()) line.peerGone();
  }

  /** The gateway tells a device something. */
  deliver(...[device, peer, body]: [string, ...Parameters<DeviceLine['deliver']>]): void {
    this.#lines.get(device)?.deliver(peer, body);
  }

  /** What is still repeated, by device. */
  unsent(): readonly string[] {
    const held = [...this.#buttons].filter(([, button]) => button.unsent.length > 0);
    return [...held.map(([name, button]) => `${name} ${JSON.stringify(button.unsent)}`), ...this.#panel];
  }

  do(deed: DeviceDeed): void {
    const { timeline } = this.#world;
    switch (deed.do) {
      case 'press':
        for (let time = 0; time < deed.times; time += 1) this.push(deed.button, { afterMs: time * BETWEEN_PRESSES_MS });
        return;
      case 'test':
        this.push(deed.button, { how: 'test' });
        return;
      case 'man-down':
        this.#buttons.get(deed.button)?.raise('man-down');
        return;
      case 'cancel':
        this.#buttons.get(deed.button)?.cancel(deed.pin);
        return;
      case 'power-cut':
        this.#buttons.get(deed.button)?.cutPower();
        timeline.after(deed.forMs, () => this.#buttons.get(deed.button)?.restorePower());
        return;
      case 'deaf':
        this.#deafen(deed.button, deed.forMs);
        return;
      case 'line-cut':
        this.#cutLine(deed.button, deed.forMs);
        return;
      case 'where':
        this.#world.gateway?.intake.position(idOf(deed.button), { beacon: 'beacon-4', ...FIX, accuracy: 10 });
        return;
      case 'flood':
        this.#flood(deed);
    }
  }

  push(name: string, { afterMs = 0, how = 'press' }: { readonly afterMs?: number; readonly how?: 'press' | 'test' }): void {
    const pushed = (): Promise<unknown> | undefined => this.#buttons.get(name)?.[how]();
    this.#world.timeline.after(afterMs, () => {
      pushed()?.catch((error: unknown) => {
        this.#world.break('the-gateway-runs', `a button failed: ${whyOf(error)}`);
      });
    });
  }

  #make(name: string): void {
    const { timeline, story, chance, plan } = this.#world;
    const { signals } = this.#checks;
    const line = new DeviceLine({
      ...{ device: name, timeline, weather: plan.weather },
      dice: chance.for(`line ${name}`),
      gateway: () => this.#world.gateway,
      came: (boot, seq) => this.#checks.arrivals.came(`${name} ${String(boot)}.${String(seq)}`, timeline.now),
      onAck: (boot, seq) => {
        signals.acknowledged(name, boot, seq);
      },
      acks: () => {
        this.#world.passes('acked');
      },
    });
    const button = new SimulatedButton({
      device: name,
      transport: () => line.connect,
      clock: this.#world.clock(),
      random: chance.for(`button ${name}`).random,
      flash: new HeldFlash(),
      build: { drain: 0 },
    });
    button.on('pressed', ({ boot, seq, kind }) => {
      story.tell(name, `makes ${kind} ${String(boot)}.${String(seq)}`);
      signals.pressed(name, boot, seq);
    });
    button.on('gaveUp', ({ boot, seq }) => {
      signals.gaveUp(name, boot, seq);
    });
    button.on('held', ({ boot, seq }) => {
      story.tell(name, `knows that ${String(boot)}.${String(seq)} is held`);
      signals.acknowledged(name, boot, seq);
    });
    button.on('pattern', (_pattern, display) => {
      story.tell(name, `shows ${display}`);
    });
    this.#lines.set(name, line);
    this.#buttons.set(name, button);
    button.start();
  }

  #deafen(name: string, forMs: number): void {
    const line = this.#lines.get(name);
    if (line === undefined) return;
    line.isDeaf = true;
    this.#world.timeline.after(forMs, () => {
      line.isDeaf = false;
    });
  }

  #cutLine(name: string, forMs: number): void {
    const line = this.#lines.get(name);
    if (line === undefined) return;
    line.isCut = true;
    this.#world.timeline.after(forMs, () => {
      line.isCut = false;
    });
  }

  #flood({ presses, overMs, beats }: Extract<Deed, { readonly do: 'flood' }>): void {
    const { timeline } = this.#world;
    for (let beat = 0; beat < beats; beat += 1)
      timeline.after((overMs * beat) / beats, () => this.#world.gateway?.intake.heard(idOf(zoneAt(beat)), PANEL_PATH));
    for (let press = 0; press < presses; press += 1) {
      const seq = (this.#panelSeq += 1);
      timeline.after((overMs * press) / presses, () => {
        const name = zoneAt(press);
        this.#checks.signals.pressed(name, 1, seq);
        this.#panel.add(`${name} ${String(seq)}`);
        this.#bring(name, seq, timeline.now);
      });
    }
  }

  /** Until it is answered. */
  #bring(name: string, seq: number, pressedAt: number): void {
    const { timeline, gateway } = this.#world;
    if (!this.#panel.has(`${name} ${String(seq)}`)) return;
    timeline.after(PANEL_AGAIN_MS, () => {
      this.#bring(name, seq, pressedAt);
    });
    if (gateway?.isReady !== true) return;
    const receivedAt = gateway.clock.wall();
    const age = Math.floor(timeline.now - pressedAt);
    const common = { device: idOf(name), boot: 1, seq, kind: 'duress', path: PANEL_PATH } as const;
    this.#give(gateway, { ...common, receivedAt, pressedAt: receivedAt - age });
  }

  #give(gateway: GatewayProcess, signal: Signal): void {
    const { device, boot, seq } = signal;
    const over = this.#checks.arrivals.came(`${device} ${String(seq)}`, this.#world.timeline.now);
    gateway.intake.signal(signal).then(
      () => {
        over();
        this.#world.passes('acked');
        if (gateway.isDead) return;
        this.#checks.signals.acknowledged(device, boot, seq);
        this.#panel.delete(`${device} ${String(seq)}`);
      },
      () => {
        over();
      },
    );
  }
}

function zoneAt(index: number): string {
  return ZONES[index % ZONES.length] ?? ZONES[0];
}

function idOf(name: string): DeviceId {
  return name as DeviceId; // as: ids of a story are written by hand.
}
