import type { Cancel, Clock } from '../base/clock.ts';
import { mayAnywhere, type Verb } from '../access/permissions.ts';
import { SECOND_MS } from '../base/durations.ts';
import { messageOf } from '../base/errors.ts';
import { inputIdFrom, type PlaceId } from '../base/ids.ts';
import type { EventLog } from '../base/log.ts';
import { OneUnderWay } from '../base/one-under-way.ts';
import type { FaultSubject } from '../contract/faults.ts';
import type { ConsoleView } from '../contract/feed.ts';
import { faultKey } from '../domain/fault.ts';
import type { Input } from '../domain/input.ts';
import { pathOf } from '../domain/places.ts';
import type { StateView } from '../domain/state.ts';
import type { Core } from '../engine/ports/core.ts';
import type { FaultSink } from '../engine/ports/devices.ts';
import type { Console } from './console.ts';
import { coveredBy, nameOfCovered, overlap, type Covered } from './covered.ts';
import type { Viewer } from './rights-at.ts';
import { NOBODY_WATCHES_AFTER_MS } from './limits.ts';
import { isWatched, watchPosts } from './watch-posts.ts';

const FAULT = 'no-watching-console';
/** Of the whole house, where no place is set up to be watched. */
const HOUSE = 'gateway' as const;
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

type Subject = FaultSubject<typeof FAULT>;

/** A place, or the house, that must be watched. */
interface Post {
  readonly subject: Subject;
  readonly place?: PlaceId | undefined;
}

type Note = Omit<Extract<Input, { readonly type: 'watch' }>, 'id' | 'type'>;

/** Watches the watchers: who counts as watching is a fact at each change, and a place that nobody watches is a fault. */
export class Watchkeeper {
  readonly #deps: WatchkeeperDeps;
  /** One that flickers while the log is away has one change waiting, and not thousands. */
  readonly #notes: OneUnderWay<Note>;
  #stop: Cancel | undefined;
  /** `mono` since when nobody watches, by subject. */
  readonly #darkSince = new Map<Subject, number>();
  /** Subjects whose fault may be open: opened here, or left open by an earlier start. Undefined before the log could be asked. */
  #told: Set<Subject> | undefined;
  #posts: { readonly seq: number; readonly epoch: number; readonly posts: readonly Post[] } | undefined;

  constructor(deps: WatchkeeperDeps) {
    this.#deps = deps;
    this.#notes = new OneUnderWay({ send: (note) => this.#send(note), isSame: (one, other) => one.watching === other.watching });
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
    const unproven = console.whyNotWatching;
    if (unproven !== undefined) return unproven;
    if (!console.subscriptions.has('alarms')) return 'not-listening';
    return mayAnywhere(this.#deps.core.committed, console.principal, 'watch') ? undefined : 'not-allowed';
  }

  /** Looks at one console anew. */
  look(console: Console): void {
    const why = this.whyNot(console);
    const watching = why === undefined;
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
    }
  }

  /**
   * The consoles that have in view what a viewer may see with names, as JSON text. Who sits at another site's reception is not
   * theirs to know. Of one moment, as `counting` is.
   */
  views(): (viewer: Viewer) => string {
    const state = this.#deps.core.committed;
    let all: { readonly covered: Covered; readonly view: ConsoleView }[] | undefined;
    return oncePerCovered(state, 'see-names', (theirs) => {
      all ??= [...this.#deps.consoles()]
        .filter((console) => console.person !== undefined)
        .map((console) => ({ covered: coveredBy(state, console, 'see-alarms'), view: this.#view(console) }));
      return JSON.stringify(all.flatMap(({ covered, view }) => (overlap(state, theirs, covered) ? [view] : [])));
    });
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

  #view(console: Console): ConsoleView {
    const { people, places } = this.#deps.core.committed;
    const why = this.whyNot(console);
    return {
      console: console.id,
      name: console.person === undefined ? '' : (people.get(console.person)?.name ?? ''),
      place: pathOf(places, console.place).join(' › '),
      watching: why === undefined,
      ...(why === undefined ? {} : { why }),
      since: console.since,
    };
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
    const subjects = new Set(dark.map(({ subject }) => subject));
    for (const subject of this.#darkSince.keys()) if (!subjects.has(subject)) this.#darkSince.delete(subject);
    for (const subject of subjects) if (!this.#darkSince.has(subject)) this.#darkSince.set(subject, now);
    // While the log is away no fault can be opened or closed; how long nobody watches is counted all the same.
    if (core.health.state !== 'ok') return;
    const told = this.#toldOf();
    for (const { subject, place } of dark) {
      if (now - (this.#darkSince.get(subject) ?? now) < NOBODY_WATCHES_AFTER_MS || this.#isOpen(subject)) continue;
      told.add(subject);
      faults.open(FAULT, subject, { label: place === undefined ? 'reception' : pathOf(core.committed.places, place).join(' › '), place });
    }
    // Asked of the log each time, because one that is only just being opened can't be closed yet.
    for (const subject of told) if (!subjects.has(subject) && this.#isOpen(subject)) faults.close(FAULT, subject);
  }

  /** A console has begun to watch: what it covers is told at once. When one ends, the next look is soon enough. */
  #lightUp(console: Console): void {
    const { core, faults } = this.#deps;
    if (this.#stop === undefined || core.health.state !== 'ok') return;
    const covered = coveredBy(core.committed, console, 'watch');
    for (const post of this.#postsNow()) {
      if (!isLit(core.committed, post, covered)) continue;
      this.#darkSince.delete(post.subject);
      if (this.#isOpen(post.subject)) faults.close(FAULT, post.subject);
    }
  }

  #isOpen(subject: Subject): boolean {
    return this.#deps.core.committed.faults.has(faultKey(FAULT, subject));
  }

  #toldOf(): Set<Subject> {
    if (this.#told === undefined) {
      const open = [...this.#deps.core.committed.faults.values()].filter(({ code }) => code === FAULT);
      this.#told = new Set(open.map(({ subject }) => subject as Subject)); // as: its code says what it is about.
    }
    return this.#told;
  }

  /** What nobody watches now. Hundreds of consoles that cover the same cost one look at the posts. */
  #darkPosts(): readonly Post[] {
    const state = this.#deps.core.committed;
    const known = new Set<string>();
    let dark = this.#postsNow();
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

  /** Made anew when the log has moved on: grants, people and places are among what it may have brought. */
  #postsNow(): readonly Post[] {
    const { core } = this.#deps;
    const { seq, epoch } = core.head;
    if (this.#posts?.seq === seq && this.#posts.epoch === epoch) return this.#posts.posts;
    const places = watchPosts(core.committed);
    const posts: Post[] = places.length === 0 ? [{ subject: HOUSE }] : places.map((place) => ({ subject: `place:${place}`, place }));
    this.#posts = { seq, epoch, posts };
    return posts;
  }
}

/** Is a post watched by a console that covers these? Anybody who watches anything watches the house. */
function isLit(state: StateView, { place }: Post, covered: Covered): boolean {
  return place === undefined || isWatched(state, place, covered);
}

/** Hundreds of consoles that cover the same cost one answer. */
function oncePerCovered<T>(state: StateView, verb: Verb, answer: (covered: Covered) => T): (viewer: Viewer) => T {
  const known = new Map<string, { readonly answer: T }>();
  return (viewer) => {
    const covered = coveredBy(state, viewer, verb);
    const name = nameOfCovered(covered);
    const there = known.get(name) ?? { answer: answer(covered) };
    known.set(name, there);
    return there.answer;
  };
}
