import { MINUTE_MS, SECOND_MS } from '../../gateway/src/base/durations.ts';
import type { NewFact, OutboxMessage } from '../../gateway/src/engine/ports/log.ts';
import { Checks } from './checks.ts';
import type { PromiseName } from './checkers/promise.ts';
import { Chance } from './chance.ts';
import { ConsolePage } from './console-page.ts';
import { Fleet } from './fleet.ts';
import { GatewayProcess, whyOf } from './gateway-process.ts';
import { BEGIN, houseAt, OPERATORS, WALL } from './house.ts';
import { Ledger } from './ledger.ts';
import { People } from './people.ts';
import { deedText, QUIET_MS, type Deed, type Plan } from './plan.ts';
import { SimulatedDisk } from './simulated-disk.ts';
import { Door } from './simulated-door.ts';
import type { Step } from './simulated-log.ts';
import { Post, WAYS } from './simulated-post.ts';
import { Story } from './story.ts';
import { SimulatedClock, Timeline, type Wall } from './timeline.ts';

export interface BrokenPromise {
  readonly promise: PromiseName;
  readonly what: string;
  /** Milliseconds from the beginning. */
  readonly at: number;
}

const LOOK_AT_WAITING_MS = 500;
const LOOK_AGAIN_MS = 100;
/** Of what goes to a page, all but the pulse, which goes each second. */
const NEWS = ['"type":"snapshot"', '"type":"update"', '"type":"pending"'];

/** A house with its gateway, buttons, consoles and people, in one process and in simulated time. */
export class World {
  readonly timeline = new Timeline();
  readonly story = new Story(() => this.timeline.now);
  readonly disk: SimulatedDisk;
  readonly post: Post;
  readonly door: Door;
  readonly ledger = new Ledger();
  readonly chance: Chance;
  readonly plan: Plan;
  readonly pages: readonly ConsolePage[];
  readonly checks: Checks;
  gateway: GatewayProcess | undefined;
  broken: BrokenPromise | undefined;
  readonly #wall: Wall = { offset: BEGIN };
  readonly #fleet: Fleet;
  readonly #people: People;
  #runs = 0;
  #crashAt: { readonly step: Step; skip: number; readonly downMs: number } | undefined;

  constructor(plan: Plan) {
    this.plan = plan;
    this.chance = new Chance(plan.seed);
    const { timeline, ledger, story } = this;
    this.disk = new SimulatedDisk((facts, outbox) => {
      this.#written(facts, outbox);
    });
    this.post = new Post((letter) => {
      story.tell('post', `${letter.way} brings ${letter.to} ${letter.kind}, ${letter.key}`);
      this.checks.delivered(letter);
    });
    this.door = new Door(() => {
      this.checks.canary.passed(timeline.now);
    });
    this.pages = [
      ...OPERATORS.map((person) => this.#page(person, ['alarms', 'faults', 'watch'])),
      this.#page('ruth', ['tasks', 'faults']),
      this.#page('ana', ['tasks', 'hand']),
      this.#page(WALL, ['alarms']),
    ];
    const broken = (promise: PromiseName, what: string): void => {
      this.break(promise, what);
    };
    this.checks = new Checks({ timeline, ledger, broken, disk: this.disk, post: this.post, door: this.door, pages: this.pages });
    this.#people = new People(this);
    this.#fleet = new Fleet(this, this.checks);
  }

  /** Runs the whole plan, or up to the first broken promise. */
  async run(): Promise<BrokenPromise | undefined> {
    const { timeline } = this;
    this.#start();
    await timeline.run(SECOND_MS / 2);
    this.#fleet.start();
    for (const page of this.pages) page.start();
    for (const planned of this.plan.deeds) {
      timeline.after(planned.at - timeline.now, () => {
        this.story.tell('plan', deedText(planned).slice(14));
        this.#do(planned.deed);
      });
    }
    // A cut that waits for its moment must not come when quiet has returned: nothing would have time to come back from it.
    timeline.after(this.plan.minutes * MINUTE_MS - QUIET_MS - timeline.now, () => {
      this.#crashAt = undefined;
    });
    this.#watch();
    this.#watchWaiting();
    const end = this.plan.minutes * MINUTE_MS;
    try {
      while (timeline.now < end && this.broken === undefined) await timeline.run(Math.min(end, timeline.now + SECOND_MS));
      // A commit may be on disk and not yet told to memory, which are compared now.
      const settled = end + SECOND_MS;
      while (timeline.now < settled && this.broken === undefined && this.gateway?.core.head.seq !== this.disk.head.seq)
        await timeline.run(timeline.now + 1);
    } catch (error) {
      this.break('the-gateway-runs', whyOf(error));
    }
    if (this.broken === undefined) this.#quiet();
    this.stop();
    return this.broken;
  }

  stop(): void {
    this.gateway?.die();
    this.#fleet.stop();
  }

  break(promise: PromiseName, what: string): void {
    if (this.broken !== undefined) return;
    this.broken = { promise, what, at: this.timeline.now };
    this.story.tell('BROKEN', `${promise}: ${what}`);
  }

  clock(): SimulatedClock {
    return new SimulatedClock(this.timeline, this.#wall);
  }

  /** The process comes to this step; it may be dead afterwards. */
  passes(step: Step, gateway = this.gateway): void {
    const due = this.#crashAt;
    if (due?.step !== step || gateway !== this.gateway) return;
    due.skip -= 1;
    if (due.skip >= 0) return;
    this.#crashAt = undefined;
    this.story.tell('gateway', `is at ${step}`);
    this.#crash(due.downMs);
  }

  #start(): void {
    this.#runs += 1;
    const { timeline, chance, disk, post, door } = this;
    this.story.tell('gateway', `starts, run ${String(this.#runs)}, log at ${String(disk.head.seq)}`);
    const gateway: GatewayProcess = new GatewayProcess({
      ...{ timeline, chance, disk, post, door, wall: this.#wall, run: this.#runs },
      at: (step) => {
        this.passes(step, gateway);
      },
      say: (what) => {
        this.story.tell('gateway', what);
        this.checks.said(what);
      },
      tell: (device, body) => {
        this.story.tell('gateway', `tells ${device} ${JSON.stringify(body)}`);
        this.checks.signals.told(device, body);
        this.checks.privacy.told(device, body);
        this.checks.hands.told(device, body);
        this.#fleet.deliver(device, gateway, body);
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

  #page(person: string, topics: ConstructorParameters<typeof ConsolePage>[0]['topics']): ConsolePage {
    return new ConsolePage({
      ...{ person, topics, timeline: this.timeline, dice: this.chance.for(`page ${person}`) },
      gateway: () => this.gateway,
      passes: (gateway, bytes) => {
        if (this.#crashAt?.step === 'sent' && NEWS.some((news) => Buffer.from(bytes).includes(news))) this.passes('sent', gateway);
      },
      onSent: (page, message) => {
        this.checks.screens.sent(message);
        this.checks.canary.sent(message, this.timeline.now);
        if (message.type === 'refused') this.checks.lifeboat.refused(page.person);
        this.checks.privacy.sent(page, message, this.gateway?.core.head.seq ?? 0);
      },
      onSaid: (page, message) => {
        this.checks.watch.said(page, message, this.timeline.now);
        this.checks.handOvers.said(page, message);
        if (message.type === 'have') this.checks.lifeboat.said(page.person, message.press, this.timeline.now);
      },
      onRefused: (page) => {
        this.#people.wasRefused(page.person);
      },
    });
  }

  /** The power of the gateway goes, now; it comes back after a while. */
  #crash(downMs: number): void {
    const { gateway } = this;
    if (gateway === undefined || gateway.isDead) return;
    this.story.tell('gateway', 'DIES');
    gateway.die();
    this.checks.died();
    this.timeline.after(this.chance.for(`reset ${String(this.#runs)}`).between(5, 500), () => {
      this.#fleet.peerGone();
      for (const page of this.pages) page.peerGone();
    });
    this.timeline.after(downMs, () => {
      this.#start();
    });
  }

  #written(facts: readonly NewFact[], outbox: readonly OutboxMessage[]): void {
    for (const fact of facts)
      this.story.tell('log', `${String(fact.seq)} ${fact.kind} ${fact.kind.endsWith('Saved') ? '' : JSON.stringify(fact.data)}`);
    this.checks.written(facts, outbox);
  }

  #do(deed: Deed): void {
    switch (deed.do) {
      case 'page':
        this.#disturb(deed);
        return;
      case 'everybody-leaves':
        this.#people.leaveHouse(deed.forMs);
        for (const { person } of this.pages) this.#disturb({ who: person, trouble: 'mute', forMs: deed.forMs });
        return;
      case 'post':
        this.#post(deed);
        return;
      case 'door':
        this.door.mood = deed.mood;
        this.timeline.after(deed.forMs, () => {
          this.door.mood = 'well';
        });
        return;
      case 'disk':
        this.disk.mood = deed.mood;
        this.timeline.after(deed.forMs, () => {
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
      case 'test-mode':
        this.#people.test(deed.button);
        if (deed.press) this.#fleet.push(deed.button, { afterMs: SECOND_MS });
        return;
      case 'press':
      case 'man-down':
      case 'test':
      case 'cancel':
      case 'flood':
      case 'where':
      case 'power-cut':
      case 'line-cut':
      case 'deaf':
        this.#fleet.do(deed);
        return;
      default:
        this.#people.do(deed);
    }
  }

  #post({ way, mood, forMs }: Extract<Deed, { readonly do: 'post' }>): void {
    const ways = way === 'both' ? WAYS : [way];
    for (const one of ways) this.post.moods.set(one, mood);
    this.timeline.after(forMs, () => {
      for (const one of ways) this.post.moods.set(one, 'well');
    });
  }

  #disturb({
    who,
    trouble,
    forMs,
  }: {
    readonly who: string;
    readonly trouble: ConsolePage['trouble'] | 'mute';
    readonly forMs: number;
  }): void {
    const page = this.pages.find(({ person }) => person === who);
    if (page === undefined) return;
    if (trouble === 'mute') {
      const was = page.isArmed;
      page.isArmed = false;
      this.timeline.after(forMs, () => (page.isArmed ||= was));
      return;
    }
    page.disturb(trouble);
    this.timeline.after(forMs, () => {
      page.disturb('none');
    });
  }

  /** Once a second. */
  #watch(): void {
    this.checks.look(this.gateway, this.#runs);
    this.timeline.after(SECOND_MS, () => {
      this.#watch();
    });
  }

  #watchWaiting(): void {
    const { lifeboat } = this.checks;
    if (this.gateway?.isReady === true) lifeboat.look(this.gateway.core, this.timeline.now);
    this.timeline.after(lifeboat.isUneasy ? LOOK_AGAIN_MS : LOOK_AT_WAITING_MS, () => {
      this.#watchWaiting();
    });
  }

  /** Long after the last fault. */
  #quiet(): void {
    const { gateway, disk } = this;
    this.story.tell('quiet', `facts ${String(disk.head.seq)} ${disk.head.hash}`);
    if (gateway?.isReady === true && gateway.core.health.state === 'ok') this.checks.quiet(gateway, this.#fleet.unsent());
    else this.break('the-gateway-runs', 'it is not well although nothing disturbs it any more');
  }
}
