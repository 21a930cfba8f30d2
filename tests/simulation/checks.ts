import type { NewFact, OutboxMessage } from '../../gateway/src/engine/ports/log.ts';
import { AlarmsChecker } from './checkers/alarms.ts';
import { ArrivalsChecker } from './checkers/arrivals.ts';
import { CanaryChecker } from './checkers/canary.ts';
import { ClimbChecker } from './checkers/climb.ts';
import { HandOverChecker } from './checkers/hand-overs.ts';
import { DebriefsChecker } from './checkers/debriefs.ts';
import { DrillsChecker } from './checkers/drills.ts';
import { HandsChecker } from './checkers/hands.ts';
import { LifeboatChecker } from './checkers/lifeboat.ts';
import { checkChain, checkRows, checkSignedHeads } from './checkers/log.ts';
import { MessagesChecker } from './checkers/messages.ts';
import { PrivacyChecker } from './checkers/privacy.ts';
import type { Broken } from './checkers/promise.ts';
import { ReportsChecker } from './checkers/reports.ts';
import { RepliesChecker } from './checkers/replies.ts';
import { ScreensChecker } from './checkers/screens.ts';
import { SignalsChecker } from './checkers/signals.ts';
import { WatchChecker } from './checkers/watch.ts';
import type { ConsolePage } from './console-page.ts';
import type { GatewayProcess } from './gateway-process.ts';
import { OPERATORS } from './house.ts';
import { dataOf, text, type Ledger } from './ledger.ts';
import type { SimulatedDisk } from './simulated-disk.ts';
import type { Door } from './simulated-door.ts';
import { WAYS, type Delivered, type Post, type WayName } from './simulated-post.ts';
import type { Timeline } from './timeline.ts';

interface ChecksDeps {
  readonly timeline: Timeline;
  readonly ledger: Ledger;
  readonly disk: SimulatedDisk;
  readonly post: Post;
  readonly door: Door;
  readonly pages: readonly ConsolePage[];
  readonly broken: Broken;
}

/** The log is well so long before deadlines are asked after. */
const WELL_BEFORE_MS = 15_000;

/** What has happened has come to the screens after so long. */
const CALM_MS = 3_000;
/** What the gateway says of itself when there is a bug in it, also where something else makes it good. */
const BUGS = /^(deadline-was-missing|input-contained|follower-failed|emergency-failed|act-not-foreseen) /;

/** All who watch the promises, and what each of them must hear. */
export class Checks {
  readonly signals: SignalsChecker;
  readonly alarms: AlarmsChecker;
  readonly climb: ClimbChecker;
  readonly screens: ScreensChecker;
  readonly lifeboat: LifeboatChecker;
  readonly replies: RepliesChecker;
  readonly watch: WatchChecker;
  readonly handOvers: HandOverChecker;
  readonly privacy: PrivacyChecker;
  readonly messages: MessagesChecker;
  readonly reports: ReportsChecker;
  readonly arrivals: ArrivalsChecker;
  readonly hands: HandsChecker;
  readonly drills: DrillsChecker;
  readonly canary: CanaryChecker;
  readonly debriefs: DebriefsChecker;
  readonly #deps: ChecksDeps;
  #wellSince: number | undefined;
  #upSince: number | undefined;
  #writtenAt = -Infinity;
  #comparedHandsAt = -Infinity;
  readonly #compared = new Map<ConsolePage, number>();
  readonly #waySince = new Map<WayName, number | undefined>();

  constructor(deps: ChecksDeps) {
    this.#deps = deps;
    const { ledger, broken, disk, pages } = deps;
    this.signals = new SignalsChecker(ledger, broken);
    this.alarms = new AlarmsChecker(ledger, broken);
    this.reports = new ReportsChecker({ ledger, broken, wouldTell: (alarm, at) => this.climb.wouldTell(alarm, at) });
    this.climb = new ClimbChecker(ledger, broken, this.reports);
    this.screens = new ScreensChecker(ledger, broken);
    this.lifeboat = new LifeboatChecker(ledger, broken);
    this.replies = new RepliesChecker(ledger, broken);
    const consoles = pages.filter(({ person }) => OPERATORS.some((one) => one === person));
    this.watch = new WatchChecker({ ledger, broken, consoles });
    this.handOvers = new HandOverChecker({ ledger, broken });
    this.privacy = new PrivacyChecker(ledger, broken);
    this.messages = new MessagesChecker({ ledger, broken, disk });
    this.arrivals = new ArrivalsChecker(broken);
    this.hands = new HandsChecker(broken);
    this.drills = new DrillsChecker(ledger, broken);
    this.canary = new CanaryChecker(ledger, broken);
    this.debriefs = new DebriefsChecker(ledger, broken);
  }

  /** A transaction is on disk. */
  written(facts: readonly NewFact[], outbox: readonly OutboxMessage[]): void {
    const { ledger, timeline } = this.#deps;
    this.#writtenAt = timeline.now;
    for (const fact of facts) {
      this.alarms.writing(fact);
      this.debriefs.writing(fact);
      this.climb.writing(fact);
      this.drills.writing(fact, facts);
      this.reports.writing(fact);
      this.privacy.written(fact, outbox);
      this.canary.written(fact);
      ledger.take(fact);
      this.replies.written(fact);
      this.signals.written(fact);
      this.screens.written(fact);
      this.watch.written(fact, timeline.now);
      this.handOvers.written(fact);
      this.lifeboat.written(text(dataOf(fact)['alarm']), fact);
    }
    this.alarms.written(facts, outbox);
    this.messages.written(outbox, timeline.now);
    this.reports.written(facts, outbox);
  }

  delivered(letter: Delivered): void {
    const { now } = this.#deps.timeline;
    this.privacy.delivered(letter);
    this.messages.delivered(letter, now);
    this.reports.delivered(letter);
    this.watch.delivered(letter, now);
  }

  /** The gateway writes a line for whoever runs it. */
  said(line: string): void {
    this.privacy.said(line);
    if (BUGS.test(line)) this.#deps.broken('the-gateway-runs', `it says of itself: ${line}`);
  }

  /** The process has died, with all that it held in memory alone. */
  died(): void {
    this.lifeboat.forget();
    this.arrivals.forget();
    this.hands.forget();
    this.#upSince = undefined;
    this.#wellSince = undefined;
  }

  /** Once a second. */
  look(gateway: GatewayProcess | undefined, run: number): void {
    const { timeline, disk, post, pages, door } = this.#deps;
    const { now } = timeline;
    const isReady = gateway?.isReady === true;
    const isWell = isReady && gateway.core.health.state === 'ok' && disk.mood === 'well';
    this.#upSince = isReady ? (this.#upSince ?? now) : undefined;
    this.#wellSince = isWell ? (this.#wellSince ?? now) : undefined;
    for (const way of WAYS) this.#waySince.set(way, post.moodOf(way) === 'well' ? (this.#waySince.get(way) ?? now) : undefined);
    const isPostWell = WAYS.every((way) => post.moodOf(way) === 'well');
    this.watch.look(pages, { now, run, isWell, isReady, isPostWell });
    this.messages.look({ now, well: this.#wellSince, up: this.#upSince, ways: this.#waySince }, isReady ? gateway.core : undefined);
    this.arrivals.look(now, this.#wellSince);
    this.canary.look({ now, isWell, door: door.mood });
    if (isWell && now - (this.#wellSince ?? now) > WELL_BEFORE_MS) {
      this.alarms.look(gateway.core.now().t);
      this.drills.look(gateway.core.now().t);
      this.debriefs.look(gateway.core.now().at, now);
    } else {
      this.debriefs.forget();
    }
    if (isWell) this.#calm(gateway, now - Math.max(this.#wellSince ?? now, this.#writtenAt));
  }

  /** Once after each thing that has happened, when it has had time to come to the pages; and of each page whenever it is calm again. */
  #calm(gateway: GatewayProcess, forMs: number): void {
    const { pages, timeline } = this.#deps;
    if (forMs < CALM_MS) return;
    if (this.#comparedHandsAt <= this.#writtenAt) {
      this.#comparedHandsAt = timeline.now;
      for (const { device } of gateway.core.committed.devices.values()) this.hands.calm(device, gateway.intake.feedback(device));
    }
    for (const page of pages) {
      const isCalm = page.isOpen && page.trouble === 'none' && page.quietMs < CALM_MS && timeline.now - page.calmSince > CALM_MS;
      if (!isCalm || (this.#compared.get(page) ?? -Infinity) > Math.max(this.#writtenAt, page.calmSince)) continue;
      this.#compared.set(page, timeline.now);
      this.screens.calm(page);
    }
  }

  /** Long after the last fault everything is as the log has it. */
  quiet(gateway: GatewayProcess, unsent: readonly string[]): void {
    const { disk, broken, pages } = this.#deps;
    this.signals.quiet();
    for (const who of unsent) broken('no-signal-lost', `still repeated: ${who}`);
    this.screens.quiet(pages);
    this.lifeboat.quiet(gateway.core);
    this.messages.quiet();
    this.privacy.quiet(disk);
    checkChain(disk, broken);
    checkSignedHeads(disk, broken);
    checkRows(disk, gateway.core.committed, broken);
  }
}
