import type { Cancel, Clock } from '../base/clock.ts';
import { mayAnywhere } from '../access/permissions.ts';
import { SECOND_MS } from '../base/durations.ts';
import { messageOf } from '../base/errors.ts';
import { inputIdFrom } from '../base/ids.ts';
import type { EventLog } from '../base/log.ts';
import { OneUnderWay } from '../base/one-under-way.ts';
import { faultKey } from '../domain/fault.ts';
import type { Input } from '../domain/input.ts';
import type { WatchTerms } from '../domain/rules/watch-terms.ts';
import type { Core } from '../engine/ports/core.ts';
import type { FaultSink } from '../engine/ports/devices.ts';
import type { Console } from './console.ts';
import { coveredBy, nameOfCovered, overlap, type Covered } from './covered.ts';
import { HeardTests } from './heard-tests.ts';
import { HeldTo } from './held-to.ts';
import { NOBODY_WATCHES_AFTER_MS } from './limits.ts';
import { oncePerCovered } from './once-per-covered.ts';
import { isLit, nameOfPost, Posts, type Post, type PostSubject } from './posts.ts';
import type { Viewer } from './rights-at.ts';
import { WatchBoard } from './watch-board.ts';

const FAULT = 'no-watching-console';
/** How late a minute without watchers may be noticed. A console that begins or ends to watch is seen at once. */
const LOOK_EVERY_MS = SECOND_MS;

interface WatchkeeperDeps {
  readonly core: Core;
  readonly clock: Clock;
  readonly events: EventLog;
  readonly faults: FaultSink;
  readonly consoles: () => Iterable<Console>;
  readonly onChange: () => void;
}

type Note = Omit<Extract<Input, { readonly type: 'watch' }>, 'id' | 'type'>;

/** Watches the watchers: who counts as watching is a fact at each change, and a place that nobody watches is a fault. */
export class Watchkeeper {
  readonly #deps: WatchkeeperDeps;
  /** One that flickers while the log is away has one change waiting, and not thousands. */
  readonly #notes: OneUnderWay<Note>;
  #stop: Cancel | undefined;
  /** `mono` since when nobody watches, by subject. */
  readonly #darkSince = new Map<PostSubject, number>();
  /** Subjects whose fault may be open: opened here, or left open by an earlier start. Undefined before the log could be asked. */
  #told: Set<PostSubject> | undefined;
  readonly #posts: Posts;
  readonly #heldTo: HeldTo;
  readonly #heardTests: HeardTests;
  readonly #board: WatchBoard;

  constructor(deps: WatchkeeperDeps) {
    this.#deps = deps;
    this.#notes = new OneUnderWay({ send: (note) => this.#send(note), isSame: (one, other) => one.watching === other.watching });
    const { core } = deps;
    this.#posts = new Posts(core);
    this.#heldTo = new HeldTo(core, this.#posts);
    this.#heardTests = new HeardTests(deps);
    this.#board = new WatchBoard({
      core,
      posts: this.#posts,
      consoles: deps.consoles,
      whyNot: (console) => this.whyNot(console),
      darkSince: (post) => this.#darkSinceOf(post),
    });
  }

  start(): void {
    if (this.#stop !== undefined) return;
    this.#stop = this.#deps.clock.every(LOOK_EVERY_MS, () => {
      this.#lookForWatchers();
    });
    this.#lookForWatchers();
  }

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }

  /**
   * Why a console does not count as watching; undefined when it does. What it says of itself must be proven, and it must listen
   * to alarms that its user may take: a worker's phone is no reception.
   */
  whyNot(console: Console): string | undefined {
    const unproven = console.whyNotWatching(this.heldTo(console));
    if (unproven !== undefined) return unproven;
    if (!console.subscriptions.has('alarms')) return 'not-listening';
    return mayAnywhere(this.#deps.core.committed, console.principal, 'watch') ? undefined : 'not-allowed';
  }

  /** What it is held to by the places that it watches. */
  heldTo(console: Console): WatchTerms {
    return this.#heldTo.of(console);
  }

  /** Places, or who may do what where, are others than they were. */
  rightsChanged(): void {
    this.#heldTo.forget();
  }

  /** What an alarm would have to be heard for at this console. */
  postsOf(console: Console): PostSubject[] {
    const state = this.#deps.core.committed;
    const covered = coveredBy(state, console, 'watch');
    return this.#posts.now().flatMap((post) => (isLit(state, post, covered) ? [post.subject] : []));
  }

  /** Looks at one console anew. */
  look(console: Console): void {
    const why = this.whyNot(console);
    const watching = why === undefined;
    if (why !== console.whyTold) {
      console.whyTold = why;
      console.changedAt = this.#deps.clock.wall();
      // What is noted as a fact is told after its commit.
      if (watching === console.isWatching) this.#deps.onChange();
    }
    if (watching === console.isWatching) return;
    console.isWatching = watching;
    this.#note(console, why);
    if (watching) this.#lightUp(console);
  }

  /** Its socket is gone. */
  gone(console: Console): void {
    if (console.isWatching) {
      console.isWatching = false;
      this.#note(console, 'closed');
    } else {
      this.#deps.onChange();
    }
  }

  /** Who watches what, as members of a message for a viewer. Of one moment, as `counting` is. */
  views(): (viewer: Viewer) => string {
    return this.#board.fields();
  }

  /** How many count as watching a place that this one asked for. Of one moment, to be asked for each console. */
  counting(): (asking: Viewer) => number {
    const state = this.#deps.core.committed;
    const watched = new Map<string, { readonly covered: Covered; consoles: number }>();
    for (const console of this.#deps.consoles()) {
      if (!console.isWatching) continue;
      const covered = coveredBy(state, console, 'watch');
      const name = nameOfCovered(covered);
      const same = watched.get(name);
      if (same === undefined) watched.set(name, { covered, consoles: 1 });
      else same.consoles += 1;
    }
    return oncePerCovered(state, 'see-alarms', (asked) => {
      let count = 0;
      for (const { covered, consoles } of watched.values()) if (overlap(state, asked, covered)) count += consoles;
      return count;
    });
  }

  #note(console: Console, why: string | undefined): void {
    const { id, person, place, isWatching } = console;
    this.#notes.say(id, { console: id, person, place, watching: isWatching, why });
  }

  async #send(note: Note): Promise<void> {
    const { core, events, onChange } = this.#deps;
    try {
      await core.submit({ id: inputIdFrom(core.ids), type: 'watch', ...note });
      onChange();
    } catch (error) {
      events.warn('watch-not-noted', { error: messageOf(error) });
    }
  }

  /** No watching console for a minute where one is expected: a fault that names the place, until there is one. */
  #lookForWatchers(): void {
    const { core, clock, faults } = this.#deps;
    const now = clock.mono();
    const dark = this.#darkPosts();
    const wasDark = this.#darkSince.size;
    const subjects = new Set(dark.map(({ subject }) => subject));
    for (const subject of this.#darkSince.keys()) if (!subjects.has(subject)) this.#darkSince.delete(subject);
    for (const subject of subjects) if (!this.#darkSince.has(subject)) this.#darkSince.set(subject, now);
    if (this.#darkSince.size !== wasDark) this.#deps.onChange();
    // While the log is away no fault can be opened or closed; how long nobody watches is counted all the same.
    if (core.health.state !== 'ok') return;
    const told = this.#toldOf();
    for (const { subject, place } of dark) {
      if (now - (this.#darkSince.get(subject) ?? now) < NOBODY_WATCHES_AFTER_MS || this.#isOpen(subject)) continue;
      told.add(subject);
      faults.open(FAULT, subject, { label: nameOfPost(core.committed, { subject, place }), place });
    }
    // Asked of the log each time, because one that is only just being opened can't be closed yet.
    for (const subject of told) if (!subjects.has(subject) && this.#isOpen(subject)) faults.close(FAULT, subject);
    this.#heardTests.look(this.#posts.now(), ({ subject }) => subjects.has(subject));
  }

  /** A console has begun to watch: what it covers is told at once. When one ends, the next look is soon enough. */
  #lightUp(console: Console): void {
    const { core, faults } = this.#deps;
    if (this.#stop === undefined || core.health.state !== 'ok') return;
    const covered = coveredBy(core.committed, console, 'watch');
    for (const post of this.#posts.now()) {
      if (!isLit(core.committed, post, covered)) continue;
      this.#darkSince.delete(post.subject);
      if (this.#isOpen(post.subject)) faults.close(FAULT, post.subject);
    }
  }

  #isOpen(subject: PostSubject): boolean {
    return this.#deps.core.committed.faults.has(faultKey(FAULT, subject));
  }

  #toldOf(): Set<PostSubject> {
    if (this.#told === undefined) {
      const open = [...this.#deps.core.committed.faults.values()].filter(({ code }) => code === FAULT);
      this.#told = new Set(open.map(({ subject }) => subject as PostSubject)); // as: its code says what it is about.
    }
    return this.#told;
  }

  /** What nobody watches now. Hundreds of consoles that cover the same cost one look at the posts. */
  #darkPosts(): readonly Post[] {
    const state = this.#deps.core.committed;
    const known = new Set<string>();
    let dark = this.#posts.now();
    for (const console of this.#deps.consoles()) {
      if (dark.length === 0) break;
      if (!console.isWatching) continue;
      const covered = coveredBy(state, console, 'watch');
      const name = nameOfCovered(covered);
      if (!known.has(name)) dark = dark.filter((post) => !isLit(state, post, covered));
      known.add(name);
    }
    return dark;
  }

  /** Epoch ms since when nobody watches it. */
  #darkSinceOf({ subject }: Post): number | undefined {
    const { clock } = this.#deps;
    const since = this.#darkSince.get(subject);
    return since === undefined ? undefined : clock.wall() - (clock.mono() - since);
  }
}
