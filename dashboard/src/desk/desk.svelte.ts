import { createContext } from 'svelte';
import type { TaskView } from '@duress/gateway/contract/debrief.ts';
import type { Me, PlaceNode } from '@duress/gateway/contract/organisation.ts';
import type { NamedPerson } from '@duress/gateway/contract/alarm.ts';
import { spanText } from '@duress/gateway/contract/span-text.ts';
import { dayAndTime, dateAndTime, duration, type InZone } from '../shared/ages.ts';
import type { Answer, Api, Refusal } from '../shared/api.ts';
import type { Clock } from '../shared/clock.ts';
import { problemText } from '../shared/problem-text.ts';
import type { SharedTexts } from '../shared/texts/en.ts';
import type { PageLanguage } from '../shared/language/page-language.svelte.ts';
import type { DeskTexts } from './texts/en.ts';

/** Ages and due times on the screen are at most this old. */
const TICK_MS = 15_000;

export interface DeskParts {
  readonly api: Api;
  readonly clock: Clock;
  readonly texts: DeskTexts;
  readonly shared: SharedTexts;
  readonly me: Me;
  readonly language: PageLanguage;
  readonly storage: Storage | undefined;
}

/** What every page of the desk needs: who reads it, in which words, and the way to the gateway. */
export class Desk {
  readonly api: Api;
  readonly clock: Clock;
  readonly texts: DeskTexts;
  readonly shared: SharedTexts;
  readonly storage: Storage | undefined;
  readonly language: PageLanguage;
  me: Me = $state.raw(blankMe);
  now = $state(0);
  /** Grows whenever one of the reader's tasks changed; a page that shows tasks reads them anew. */
  taskNews = $state(0);
  #people: Promise<Answer<readonly NamedPerson[]>> | undefined;

  constructor(parts: DeskParts) {
    this.api = parts.api;
    this.clock = parts.clock;
    this.texts = parts.texts;
    this.shared = parts.shared;
    this.storage = parts.storage;
    this.me = parts.me;
    this.language = parts.language;
    this.now = parts.clock.wall();
    parts.clock.every(TICK_MS, () => {
      this.now = parts.clock.wall();
    });
  }

  get #zone(): InZone {
    return { language: this.language.locale };
  }

  get isAdministrator(): boolean {
    return this.me.roles.some(({ role }) => role === 'administrator');
  }

  /** May see people and devices; what exactly, the gateway decides. */
  get seesSetUp(): boolean {
    return this.isAdministrator || this.me.roles.some(({ role }) => role === 'manager');
  }

  /** Whoever answers for a place, and whoever works there; which places, the gateway decides. */
  get seesLearning(): boolean {
    return this.seesSetUp || this.me.roles.some(({ role }) => role === 'worker');
  }

  /** The tasks that wait for the reader, for the number beside their name. */
  countTasks(tasks: readonly TaskView[]): void {
    const mine = tasks.filter((task) => task.relation === 'owner' && task.state !== 'completed' && task.into === undefined).length;
    if (mine !== this.me.tasks) this.me = { ...this.me, tasks: mine };
  }

  get overdue(): number {
    return this.me.overdue ?? 0;
  }

  /** What the page has read is what stands beside its name. */
  countOverdue(overdue: number): void {
    if (overdue !== this.me.overdue) this.me = { ...this.me, overdue };
  }

  tasksChanged(tasks: readonly TaskView[]): void {
    this.countTasks(tasks);
    this.taskNews += 1;
  }

  /** Ids and names to pick from, asked once per visit. */
  directory(): Promise<Answer<readonly NamedPerson[]>> {
    this.#people ??= this.api.get<readonly NamedPerson[]>('/api/v1/directory');
    return this.#people;
  }

  /** Somebody was added or renamed. */
  forgetDirectory(): void {
    this.#people = undefined;
  }

  places(): Promise<Answer<readonly PlaceNode[]>> {
    return this.api.get<readonly PlaceNode[]>('/api/v1/places');
  }

  say(problem: Refusal): string {
    const own = Object.entries(this.texts.problem).find(([code]) => code === problem.code)?.[1];
    return own ?? problemText(problem, this.shared);
  }

  /** `today 14:03`, `yesterday 14:03`, else the date. */
  when(at: number): string {
    return dayAndTime(at, this.now, { ...this.#zone, texts: this.shared });
  }

  exact(at: number): string {
    return dateAndTime(at, this.#zone);
  }

  day(at: number): string {
    return new Intl.DateTimeFormat(this.#zone.language, { weekday: 'short', day: 'numeric', month: 'short' }).format(at);
  }

  time(at: number): string {
    return new Intl.DateTimeFormat(this.#zone.language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(at);
  }

  /** From, to, by the clock of the place that it is about. */
  period(from: number, to: number, zone: string): string {
    const form = { weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    return new Intl.DateTimeFormat(this.#zone.language, { ...form, timeZone: zone }).formatRange(from, to);
  }

  /** `Ana, Tom and Lee`. */
  names(names: readonly string[]): string {
    return new Intl.ListFormat(this.#zone.language, { type: 'conjunction' }).format(names);
  }

  span(ms: number): string {
    return duration(ms, this.shared);
  }

  /** As `span`, to the tenth of a second where that is what matters. */
  fineSpan(ms: number): string {
    return spanText(ms, this.language.name);
  }
}

const blankMe: Me = { person: '', name: '', roles: [], tasks: 0, demo: false };

export const [getDesk, setDesk] = createContext<Desk>();
