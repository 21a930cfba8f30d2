import type { Clock } from '../base/clock.ts';
import type { PersonId } from '../base/ids.ts';
import type { NoticeKind } from './texts.ts';

/** Something that people must be told of as long as it stands. Kept in memory alone: it is for when the log is away. */
export interface Standing {
  readonly key: string;
  readonly kind: NoticeKind;
  readonly people: readonly PersonId[];
  /** `mono` at which it is first told. */
  readonly dueMono: number;
  /** Told again so often; once when absent. */
  readonly repeatMs?: number | undefined;
  /** What no way took is tried again after this. */
  readonly retryMs: number;
  /** When it ends and comes back within so long after it was told, it is told only then: a matter that comes and goes is no storm of messages. */
  readonly restMs: number;
}

export type Tell = (notice: { readonly key: string; readonly person: PersonId; readonly kind: NoticeKind }) => Promise<void>;

interface Told {
  /** How often it was told; part of the idempotency key, so that a retry is one with what it retries. */
  times: number;
  nextMono: number;
  restUntil: number;
  onItsWay: boolean;
}

/** What one person hears at one moment: the words name nothing, so one notice speaks for everything that stands. */
interface Hearing {
  readonly person: PersonId;
  readonly kind: NoticeKind;
  readonly about: { readonly standing: Standing; readonly told: Told }[];
}

/** Tells people of what stands, at its time and again, one notice for each person and kind however much there is. */
export class StandingNotices {
  readonly #clock: Clock;
  readonly #tell: Tell;
  readonly #told = new Map<string, Told>();

  /** A rejection of `tell` means *not told*: it is tried again. */
  constructor(clock: Clock, tell: Tell) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** Whom of it somebody has heard, and until when (`mono`) it rests after that. */
  heardBy(key: string): { readonly people: readonly PersonId[]; readonly restUntil: number } {
    const heard = [...this.#told].filter(([name, { times }]) => name.startsWith(`${key}:`) && times > 0);
    // as: the rest of the name is the person's id.
    const people = heard.map(([name]) => name.slice(key.length + 1) as PersonId);
    return { people, restUntil: Math.max(-Infinity, ...heard.map(([, { restUntil }]) => restUntil)) };
  }

  /** All that stands now. What is left out has ended. */
  look(standing: readonly Standing[]): void {
    const now = this.#clock.mono();
    const hearings = new Map<string, Hearing>();
    const seen = new Set<string>();
    for (const one of standing) {
      for (const person of one.people) {
        const key = `${one.key}:${person}`;
        seen.add(key);
        const told = this.#of(key, one.dueMono);
        if (told.onItsWay || told.nextMono > now) continue;
        const group = `${one.kind}:${person}`;
        const hearing = hearings.get(group) ?? { person, kind: one.kind, about: [] };
        hearing.about.push({ standing: one, told });
        hearings.set(group, hearing);
      }
    }
    this.#forget(seen, now);
    for (const hearing of hearings.values()) this.#say(hearing);
  }

  #of(key: string, dueMono: number): Told {
    const told = this.#told.get(key) ?? { times: 0, nextMono: dueMono, restUntil: -Infinity, onItsWay: false };
    this.#told.set(key, told);
    return told;
  }

  #say({ person, kind, about }: Hearing): void {
    const [first] = about;
    if (first === undefined) return;
    for (const { told } of about) told.onItsWay = true;
    const key = `${first.standing.key}:${person}:${String(first.told.times)}`;
    this.#tell({ key, person, kind }).then(
      () => {
        this.#heard(about, (standing) => standing.repeatMs ?? Infinity);
        for (const { told } of about) told.times += 1;
      },
      () => {
        this.#heard(about, (standing) => standing.retryMs);
      },
    );
  }

  #heard(about: Hearing['about'], waitMs: (standing: Standing) => number): void {
    const now = this.#clock.mono();
    for (const { standing, told } of about) {
      told.onItsWay = false;
      told.nextMono = now + waitMs(standing);
      told.restUntil = now + standing.restMs;
    }
  }

  /** What has ended is forgotten after its rest; if it comes back within it, it waits for the rest's end. */
  #forget(seen: ReadonlySet<string>, now: number): void {
    for (const [key, told] of this.#told) {
      if (seen.has(key) || told.onItsWay) continue;
      if (told.restUntil <= now) this.#told.delete(key);
      else told.nextMono = told.restUntil;
    }
  }
}
