import { SECOND_MS } from '../../gateway/src/base/durations.ts';
import type { NewFact, OutboxMessage } from '../../gateway/src/engine/ports/log.ts';
import { HeldFlash } from '../../firmware-sim/src/flash.ts';
import { SimulatedButton } from '../../firmware-sim/src/simulated-button.ts';
import { AlarmsChecker } from './checkers/alarms.ts';
import { checkChain, checkRows } from './checkers/log.ts';
import { LifeboatChecker } from './checkers/lifeboat.ts';
import type { PromiseName } from './checkers/promise.ts';
import { ScreensChecker } from './checkers/screens.ts';
import { SignalsChecker } from './checkers/signals.ts';
import { Chance } from './chance.ts';
import { ConsolePage } from './console-page.ts';
import { DeviceLine } from './device-line.ts';
import { GatewayProcess, whyOf } from './gateway-process.ts';
import { BUTTONS, houseAt, OPERATORS } from './house.ts';
import { Ledger, text, dataOf } from './ledger.ts';
import { People } from './people.ts';
import { deedText, type Deed, type Plan } from './plan.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import type { Step } from './simulated-log.ts';
import { Story } from './story.ts';
import { SimulatedClock, Timeline, type Wall } from './timeline.ts';

export interface BrokenPromise {
  readonly promise: PromiseName;
  readonly what: string;
  /** Milliseconds from the beginning. */
  readonly at: number;
}

/** 2026-03-02, a Monday, 09:00 in Sydney. */
const BEGIN = Date.UTC(2026, 2, 1, 22);
/** The log is well so long before deadlines are asked after. */
const LOOK_AT_WAITING_MS = 500;
const LOOK_AGAIN_MS = 100;
const WELL_BEFORE_MS = 15 * SECOND_MS;

/** A house with its gateway, buttons, consoles and people, in one process and in simulated time. */
export class World {
  readonly timeline = new Timeline();
  readonly story = new Story(() => this.timeline.now);
  readonly disk: SimulatedDisk;
  readonly ledger = new Ledger();
  readonly chance: Chance;
  readonly pages: readonly ConsolePage[];
  readonly alarms: AlarmsChecker;
  readonly lifeboat: LifeboatChecker;
  gateway: GatewayProcess | undefined;
  broken: BrokenPromise | undefined;
  readonly #plan: Plan;
  readonly #wall: Wall = { offset: BEGIN };
  readonly #signals: SignalsChecker;
  readonly #screens: ScreensChecker;
  readonly #lines = new Map<string, DeviceLine>();
  readonly #buttons = new Map<string, SimulatedButton>();
  readonly #people: People;
  #runs = 0;
  #wellSince = 0;
  #crashAt: { readonly step: Step; skip: number; readonly downMs: number } | undefined;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.chance = new Chance(plan.seed);
    const { timeline, ledger } = this;
    const broken = (promise: PromiseName, what: string): void => {
      this.break(promise, what);
    };
    this.#signals = new SignalsChecker(ledger, broken);
    this.alarms = new AlarmsChecker(ledger, broken);
    this.#screens = new ScreensChecker(ledger, broken);
    this.lifeboat = new LifeboatChecker(ledger, broken);
    this.disk = new SimulatedDisk((facts, outbox) => {
      this.#written(facts, outbox);
    });
    this.pages = OPERATORS.map((person) => {
      const onSent: ConstructorParameters<typeof ConsolePage>[0]['onSent'] = (message) => {
        this.#screens.sent(message);
      };
      return new ConsolePage({ person, timeline, dice: this.chance.for(`page ${person}`), gateway: () => this.gateway, onSent });
    });
    this.#people = new People(this);
  }

  /** Runs the whole plan, or up to the first broken promise. */
  async run(): Promise<BrokenPromise | undefined> {
    const { timeline } = this;
    this.#start();
    await timeline.run(SECOND_MS / 2);
    for (const name of BUTTONS) this.#makeButton(name);
    for (const page of this.pages) page.start();
    for (const planned of this.#plan.deeds) {
      timeline.after(planned.at - timeline.now, () => {
        this.story.tell('plan', deedText(planned).slice(14));
        this.#do(planned.deed);
      });
    }
    this.#watch();
    this.#watchWaiting();
    const end = this.#plan.minutes * 60_000;
    try {
      while (timeline.now < end && this.broken === undefined) await timeline.run(Math.min(end, timeline.now + SECOND_MS));
    } catch (error) {
      this.break('the-gateway-runs', whyOf(error));
    }
    if (this.broken === undefined) this.#quiet();
    this.stop();
    return this.broken;
  }

  stop(): void {
    this.gateway?.die();
    for (const button of this.#buttons.values()) button.stop();
  }

  break(promise: PromiseName, what: string): void {
    if (this.broken !== undefined) return;
    this.broken = { promise, what, at: this.timeline.now };
    this.story.tell('BROKEN', `${promise}: ${what}`);
  }

  clock(): SimulatedClock {
    return new SimulatedClock(this.timeline, this.#wall);
  }

  #start(): void {
    this.#runs += 1;
    const { timeline, chance, disk } = this;
    this.story.tell('gateway', `starts, run ${String(this.#runs)}, log at ${String(disk.head.seq)}`);
    const gateway = new GatewayProcess({
      ...{ timeline, chance, disk, wall: this.#wall, run: this.#runs },
      at: (step) => {
        this.#passes(gateway, step);
      },
      say: (what) => {
        this.story.tell('gateway', what);
      },
      tell: (device, body) => {
        this.story.tell('gateway', `tells ${device} ${JSON.stringify(body)}`);
        this.#signals.told(device, body);
        this.#lines.get(device)?.deliver(gateway, body);
      },
      onBroken: (error) => {
        this.break('the-gateway-runs', whyOf(error));
      },
    });
    this.gateway = gateway;
    const begun = gateway.start();
    begun.then(
      () => {
        if (!gateway.isDead && disk.head.seq === 0) this.#setUp(gateway);
      },
      (error: unknown) => {
        if (!gateway.isDead) this.break('the-gateway-runs', whyOf(error));
      },
    );
  }

  #setUp(gateway: GatewayProcess): void {
    gateway.give({ type: 'save', actor: 'set-up', changes: houseAt(gateway.clock.wall()) }).then(
      (reply) => {
        if (reply.outcome !== 'accepted') this.break('the-gateway-runs', `set-up was ${JSON.stringify(reply)}`);
      },
      (error: unknown) => {
        this.break('the-gateway-runs', whyOf(error));
      },
    );
  }

  /** The power of the gateway goes, now; it comes back after a while. */
  #crash(downMs: number): void {
    const { gateway } = this;
    if (gateway === undefined || gateway.isDead) return;
    this.story.tell('gateway', 'DIES');
    gateway.die();
    this.lifeboat.forget();
    this.timeline.after(this.chance.for(`reset ${String(this.#runs)}`).between(5, 500), () => {
      for (const line of this.#lines.values()) line.peerGone();
      for (const page of this.pages) page.peerGone();
    });
    this.timeline.after(downMs, () => {
      this.#start();
    });
  }

  #passes(gateway: GatewayProcess, step: Step): void {
    const due = this.#crashAt;
    if (due?.step !== step || gateway !== this.gateway) return;
    due.skip -= 1;
    if (due.skip >= 0) return;
    this.#crashAt = undefined;
    this.story.tell('gateway', `is at ${step}`);
    this.#crash(due.downMs);
  }

  #written(facts: readonly NewFact[], outbox: readonly OutboxMessage[]): void {
    for (const fact of facts) {
      this.story.tell('log', `${String(fact.seq)} ${fact.kind} ${fact.kind.endsWith('Saved') ? '' : JSON.stringify(fact.data)}`);
      this.alarms.writing(fact);
      this.ledger.take(fact);
      this.#signals.written(fact);
      this.#screens.written(fact);
      this.lifeboat.written(text(dataOf(fact)['alarm']), fact);
    }
    this.alarms.written(facts, outbox);
  }

  #makeButton(name: string): void {
    const { timeline, story } = this;
    const line = new DeviceLine({
      ...{ device: name, timeline, weather: this.#plan.weather },
      dice: this.chance.for(`line ${name}`),
      gateway: () => this.gateway,
      onAck: (boot, seq) => {
        this.#signals.acknowledged(name, boot, seq);
      },
    });
    const button = new SimulatedButton({
      device: name,
      transport: () => line.connect,
      clock: this.clock(),
      random: this.chance.for(`button ${name}`).random,
      flash: new HeldFlash(),
      build: { drain: 0 },
    });
    button.on('pressed', ({ boot, seq, kind }) => {
      story.tell(name, `makes ${kind} ${String(boot)}.${String(seq)}`);
      this.#signals.pressed(name, boot, seq);
    });
    button.on('gaveUp', ({ boot, seq }) => {
      this.#signals.gaveUp(name, boot, seq);
    });
    button.on('held', ({ boot, seq }) => {
      story.tell(name, `knows that ${String(boot)}.${String(seq)} is held`);
      this.#signals.acknowledged(name, boot, seq);
    });
    button.on('pattern', (_pattern, display) => {
      story.tell(name, `shows ${display}`);
    });
    this.#lines.set(name, line);
    this.#buttons.set(name, button);
    button.start();
  }

  #do(deed: Deed): void {
    const { timeline } = this;
    switch (deed.do) {
      case 'press':
        for (let time = 0; time < deed.times; time += 1) this.#push(deed.button, time * 2_000);
        return;
      case 'test':
        this.#push(deed.button, 0, 'test');
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
      case 'line-cut':
        this.#cutLine(deed.button, deed.forMs);
        return;
      case 'page':
        this.#disturb(deed);
        return;
      case 'disk':
        this.disk.mood = deed.mood;
        timeline.after(deed.forMs, () => {
          this.disk.mood = 'well';
        });
        return;
      case 'crash':
        this.#crash(deed.downMs);
        return;
      case 'crash-at':
        this.#crashAt = { ...deed };
        return;
      case 'clock':
        this.#wall.offset += deed.byMs;
        return;
      default:
        this.#people.do(deed);
    }
  }

  #push(name: string, afterMs: number, how: 'press' | 'test' = 'press'): void {
    this.timeline.after(afterMs, () => {
      this.#buttons
        .get(name)
        ?.[how]()
        .catch((error: unknown) => {
          this.break('the-gateway-runs', `a button failed: ${whyOf(error)}`);
        });
    });
  }

  #cutLine(name: string, forMs: number): void {
    const line = this.#lines.get(name);
    if (line === undefined) return;
    line.isCut = true;
    this.timeline.after(forMs, () => {
      line.isCut = false;
    });
  }

  #disturb({ who, trouble, forMs }: Extract<Deed, { readonly do: 'page' }>): void {
    const page = this.pages.find(({ person }) => person === who);
    page?.disturb(trouble);
    this.timeline.after(forMs, () => page?.disturb('none'));
  }

  /** Once a second. */
  #watch(): void {
    const { gateway, timeline } = this;
    const isWell = gateway?.isReady === true && gateway.core.health.state === 'ok' && this.disk.mood === 'well';
    if (!isWell) this.#wellSince = timeline.now;
    else if (timeline.now - this.#wellSince > WELL_BEFORE_MS) this.alarms.look(gateway.core.now().t);
    timeline.after(SECOND_MS, () => {
      this.#watch();
    });
  }

  #watchWaiting(): void {
    if (this.gateway?.isReady === true) this.lifeboat.look(this.gateway.core);
    this.timeline.after(this.lifeboat.isUneasy ? LOOK_AGAIN_MS : LOOK_AT_WAITING_MS, () => {
      this.#watchWaiting();
    });
  }

  /** Long after the last fault everything is as the log has it. */
  #quiet(): void {
    const { gateway, disk } = this;
    const broken = this.break.bind(this);
    this.story.tell('quiet', `facts ${String(disk.head.seq)} ${disk.head.hash}`);
    if (gateway?.isReady !== true || gateway.core.health.state !== 'ok') {
      broken('the-gateway-runs', 'it is not well although nothing disturbs it any more');
      return;
    }
    this.#signals.quiet();
    for (const [name, button] of this.#buttons)
      if (button.unsent.length > 0) broken('no-signal-lost', `${name} still repeats ${JSON.stringify(button.unsent)}`);
    this.#screens.quiet(this.pages);
    this.lifeboat.quiet(gateway.core);
    checkChain(disk, broken);
    checkRows(disk, gateway.core.committed, broken);
  }
}
