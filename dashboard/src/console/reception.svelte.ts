import { tick } from 'svelte';
import type { AlarmAction, AlarmActionBody, AlarmDetail, AlarmView } from '@duress/gateway/contract/alarm.ts';
import type { Me } from '@duress/gateway/contract/organisation.ts';
import { SOUND_TEST_HOURS, STILL_THERE_MINUTES } from '@duress/gateway/contract/limits.ts';
import { Api, goToSignIn } from '../shared/api.ts';
import { ownBuild } from '../shared/build.ts';
import type { Clock } from '../shared/clock.ts';
import { openFeedSocket } from '../shared/feed/browser-socket.ts';
import { Feed } from '../shared/feed/feed.ts';
import { signOut, whoAmI } from '../shared/session.ts';
import { Acts } from './acts.svelte.ts';
import { CardOrder } from './alarms/order.svelte.ts';
import { Board } from './board.svelte.ts';
import { Directory } from './directory.svelte.ts';
import { MiniConsole } from './mini/mini.svelte.ts';
import { Probes } from './probes.ts';
import { Renewal } from './renewal.svelte.ts';
import { readSettings, soundTestOverdue, writeSettings, type Settings } from './settings.ts';
import { Shown, type Face } from './shown.ts';
import { SoundAsk } from './sound/sound-ask.ts';
import type { SoundState } from './sound/speaker.ts';
import { Voice } from './sound/voice.svelte.ts';
import type { PageLanguage } from '../shared/language/page-language.svelte.ts';
import type { ConsoleTexts } from './texts/en.ts';
import { ANSWERED_SHOWN_MS, attentionOf, THERE, type Attention } from './watch/attention.ts';
import { HandOvers } from './watch/hand-overs.svelte.ts';
import { Watching } from './watching.ts';

/** A wall screen has a token instead of a person, and shows without names where everybody can read it. */
export interface WallMode {
  readonly token: string;
  readonly isPublic: boolean;
}

export interface ReceptionOptions {
  readonly clock: Clock;
  readonly texts: ConsoleTexts;
  readonly language: PageLanguage;
  readonly wall?: WallMode | undefined;
}

/** The undo of a take is offered for so long; afterwards *Release* does the same in plain sight. */
export const UNDO_MS = 10_000;

/** Until the gateway has said it. */
const USUALLY_HELD_TO = {
  attendedWithinMs: STILL_THERE_MINUTES.usual * 60_000,
  soundTestWithinMs: SOUND_TEST_HOURS.usual * 3_600_000,
};

/** The console's parts, wired by hand; what the components are given. */
export class Reception {
  readonly clock: Clock;
  readonly texts: ConsoleTexts;
  readonly language: PageLanguage;
  readonly wall: WallMode | undefined;
  readonly api: Api;
  readonly board: Board;
  readonly acts: Acts;
  readonly voice: Voice;
  readonly directory: Directory;
  readonly cards: CardOrder;
  readonly renewal: Renewal;
  readonly watching: Watching;
  readonly mini = new MiniConsole();
  readonly handOvers: HandOvers;
  /** The test tones have played by themselves, and nobody has said yet whether they heard them. */
  soundAsked = $state(false);
  /** Whether somebody is proven to be here; looked at each second, and at once when somebody comes. */
  attention = $state.raw<Attention>(THERE);
  me = $state.raw<Me | undefined>(undefined);
  settings = $state.raw<Settings>(readSettings(localStorage));
  /** The card that the keys act on and that the side shows. */
  chosen = $state<string | undefined>(undefined);
  /** Dialog that is open over the page. */
  dialog = $state.raw<OpenDialog | undefined>(undefined);

  readonly #feed: Feed;
  readonly #shown: Shown;
  readonly #probes: Probes;
  readonly #soundAsk = new SoundAsk(() => this.voice.test());

  constructor({ clock, texts, language, wall }: ReceptionOptions) {
    this.clock = clock;
    this.texts = texts;
    this.language = language;
    this.wall = wall;
    this.api = new Api({ clock, onSignedOut: wall === undefined ? () => this.#signedOut() : undefined });
    this.board = new Board(clock, texts);
    this.acts = new Acts(this.api, clock);
    this.voice = new Voice({ clock, board: this.board, changed: () => this.#report() });
    this.directory = new Directory(this.api);
    this.cards = new CardOrder(clock);
    this.renewal = new Renewal({
      own: ownBuild(),
      board: this.board,
      voice: this.voice,
      storage: sessionStorage,
      reload: () => location.reload(),
    });
    this.#feed = this.#makeFeed();
    const send = this.#feed.send.bind(this.#feed);
    this.watching = new Watching({
      clock,
      page: document,
      sound: () => this.#heardSound(),
      send,
      notes: this.#notesAtStart(),
      onTouched: () => this.#lookWhoIsThere(),
    });
    this.handOvers = new HandOvers({ clock, board: this.board, me: () => this.me, send });
    const sounding = () => this.voice.state.sounding;
    this.#shown = new Shown({ clock, page: this.#page(), mini: () => this.mini.face, sounding, send });
    this.#probes = new Probes({ page: document, draw: (probe) => this.#draw(probe), painted: afterPaint, send });
  }

  async start(): Promise<void> {
    this.voice.start();
    this.#feed.start();
    if (this.wall !== undefined) return;
    this.watching.start();
    addEventListener('online', () => this.#feed.wake());
    document.addEventListener('visibilitychange', () => this.#feed.wake());
    // Any click or key is a gesture, so any of them may turn the sound on: the more armed consoles the better.
    for (const gesture of ['pointerup', 'keydown']) document.addEventListener(gesture, () => this.voice.armQuietly(), { passive: true });
    await this.#learnWho();
    await this.directory.load();
  }

  stop(): void {
    this.#feed.stop();
    this.watching.stop();
    this.voice.stop();
    this.mini.close();
  }

  act(view: AlarmView, action: AlarmAction, body?: AlarmActionBody): Promise<boolean> {
    return this.acts.act(view, action, body);
  }

  /** What a button or a key asks for: done at once where that is enough, after a question where something must be said. */
  run(view: AlarmView, action: AlarmAction): void {
    if (this.acts.doing.has(view.alarm)) return;
    this.chosen = view.alarm;
    if (action === 'close') this.dialog = { kind: 'close', alarm: view.alarm };
    else report(this.act(view, action));
  }

  /** The feed only says that it left; who closed it, and as what, stands in the log. */
  learnHowItEnded(alarm: string): void {
    const learn = async () => {
      const answer = await this.api.get<AlarmDetail>(`/api/v1/alarms/${encodeURIComponent(alarm)}`);
      if (answer.ok) this.cards.tell(answer.value.alarm);
    };
    if (this.wall === undefined) report(learn());
  }

  /** Whom it concerns, when it is not the person at this desk. */
  ask(view: AlarmView, action: 'coming' | 'here'): void {
    this.chosen = view.alarm;
    this.dialog = { kind: 'responder', alarm: view.alarm, action };
  }

  /** Through the very chain that an alarm uses, with a question that only a person can answer. */
  testSound(): void {
    this.voice.test();
    this.dialog = { kind: 'sound-test' };
  }

  /** A person's answer to the test. Until somebody hears it this console does not count: it is not known to be heard by anybody. */
  answerSoundTest(heard: boolean): void {
    this.change(heard ? { heardAt: this.board.now, unheard: false } : { unheard: true });
    this.#lookWhetherHeard();
    this.#feed.send({ type: 'sound-test', heard });
    this.iAmHere();
  }

  iAmHere(): void {
    this.watching.touched();
    this.watching.report();
  }

  leave(): void {
    signOut(this.api).then(goToSignIn, (error: unknown) => reportError(error));
  }

  /** What this console is held to by the places that it watches; until the gateway has said so, what is usual. */
  get heldTo(): { readonly attendedWithinMs: number; readonly soundTestWithinMs: number } {
    return this.board.pulse?.heldTo ?? USUALLY_HELD_TO;
  }

  /** Handed over with the watch: only as long as the one who left still has it. */
  takeOverFrom(view: AlarmView, from: string): void {
    if (!this.acts.doing.has(view.alarm)) report(this.act(view, 'take-over', { from }));
  }

  /** *I have it* on a press that is not recorded yet. */
  have(press: string): void {
    this.#feed.send({ type: 'have', press });
  }

  /** How long this person can still undo a take of this alarm, in ms. */
  undoLeftMs(view: AlarmView): number {
    if (view.state !== 'taken' || view.taken === undefined || view.taken.person !== this.me?.person) return 0;
    return Math.max(0, view.taken.at + UNDO_MS - this.board.now);
  }

  change(settings: Partial<Settings>): void {
    this.settings = { ...this.settings, ...settings };
    writeSettings(localStorage, this.settings);
  }

  /** To be called after the page was drawn anew, and each second. */
  lookWhatIsShown(): void {
    if (this.wall !== undefined) return;
    const alarms = [...this.board.alarms.values()];
    const heard = alarms.filter((view) => this.board.isLoud(view)).map((view) => view.alarm);
    const pending = this.board.pending.map((press) => press.press);
    const cards = [
      ...alarms.map(({ alarm, reopened = 0 }) => ({ id: alarm, reopened })),
      ...pending.map((press) => ({ id: press, reopened: 0 })),
    ];
    this.#shown.look(cards, new Set([...heard, ...pending]));
  }

  /** For peaceful minutes: with an alarm open nobody is asked to test anything. */
  get soundOverdue(): boolean {
    return this.board.known && this.#isCalm && soundTestOverdue(this.settings, this.board.now, this.heldTo.soundTestWithinMs);
  }

  get #isCalm(): boolean {
    return this.board.alarms.size + this.board.pending.length === 0;
  }

  /** Somebody who could not hear it is not played to again: they ask for it when something has changed. */
  #lookWhetherHeard(): void {
    if (this.wall !== undefined) return;
    this.soundAsked = this.#soundAsk.look({
      overdue: this.soundOverdue && !this.settings.unheard,
      calm: this.#isCalm,
      armed: this.voice.state.armed,
      inputAgoMs: this.watching.inputAgoMs,
      covered: this.dialog !== undefined,
    });
  }

  /** What the page has measured, and what a person has said of it. */
  #heardSound(): Pick<SoundState, 'armed'> & { readonly why: string | undefined } {
    const { armed, why } = this.voice.state;
    return armed && this.settings.unheard ? { armed: false, why: 'not-heard' } : { armed, why };
  }

  #lookWhoIsThere(): void {
    if (this.wall !== undefined) return;
    const { inputAgoMs } = this.watching;
    const next = this.voice.state.armed ? attentionOf(inputAgoMs, this.heldTo.attendedWithinMs) : THERE;
    const was = this.attention.state;
    if (next.state === 'there' && (was === 'asked' || was === 'nobody')) this.attention = { state: 'answered' };
    else if (was !== 'answered' || next.state !== 'there' || inputAgoMs >= ANSWERED_SHOWN_MS) this.attention = next;
  }

  /**
   * While the small window is open the browser calls this page visible behind any other tab: then it is seen for certain only where
   * it has the focus. What the small window shows it says for itself.
   */
  #page(): Face {
    return {
      isSeen: () => document.visibilityState === 'visible' && (!this.mini.isOpen || document.hasFocus()),
      has: (id) => document.querySelector(`[data-alarm="${CSS.escape(id)}"]`) !== null,
      painted: afterPaint,
    };
  }

  /** A wall screen can't be attended and says nothing of itself. */
  #report(): void {
    if (this.wall === undefined) this.watching.report();
  }

  #makeFeed(): Feed {
    const { board, wall } = this;
    return new Feed({
      clock: this.clock,
      open: (events) => openFeedSocket(events, wall?.token),
      topics: wall === undefined ? [{ topic: 'alarms' }, { topic: 'faults' }, { topic: 'watch' }] : [{ topic: 'alarms' }],
      random: () => Math.random(),
      events: {
        items: (topic, items) => {
          board.takeItems(topic, items);
          if (topic === 'watch') this.handOvers.look();
          if (topic !== 'alarms') return;
          this.acts.confirm(board.alarms);
          this.#lookWhetherHeard();
          this.voice.choose();
        },
        hello: (hello) => {
          const wasSignedOut = board.signedOut;
          board.takeHello(hello);
          // In another tab of this browser, or here with the watch, somebody signed in, perhaps as another person.
          if (wasSignedOut || (this.me !== undefined && hello.who?.person !== this.me.person)) report(this.#learnWho());
          this.#shown.connected(hello.console);
          this.#report();
        },
        pulse: (pulse) => board.takePulse(pulse),
        pending: (pending) => {
          board.takePending(pending);
          this.acts.confirm(board.alarms);
          this.voice.choose();
        },
        probe: (probe) => report(this.#probes.take(probe)),
        link: (link) => {
          board.takeLink(link);
          this.#lookWhoIsThere();
          this.#lookWhetherHeard();
          this.voice.choose();
          this.renewal.look();
          this.lookWhatIsShown();
        },
        refused: (code, about) => {
          if (about === 'hand-over') this.handOvers.refused(code);
        },
        turnedAway: () => this.#askWhetherSignedIn(),
      },
    });
  }

  /** By the same way as a card: the board says it, and the page draws what the board says. */
  async #draw(probe: string): Promise<void> {
    this.board.probe = probe;
    await tick();
  }

  /**
   * Nobody is signed in any more. A calm page goes to the sign-in page. One with something open stays, with its cards and its sound, and
   * says loudly that nothing new comes: an alarm must not go from the screen because a session ran out.
   */
  #signedOut(): void {
    const { board, voice } = this;
    if (this.#isCalm) {
      goToSignIn();
      return;
    }
    board.takeSignedOut();
    voice.choose();
  }

  async #learnWho(): Promise<void> {
    const answer = await whoAmI(this.api);
    if (answer.ok) this.me = answer.value;
    this.handOvers.look();
  }

  /** A socket says nothing of why it was refused; a request does, and leads to the sign-in page. */
  #askWhetherSignedIn(): void {
    if (this.wall !== undefined) return;
    this.api.get('/api/v1/session').catch((error: unknown) => {
      // The api never rejects; if it did, the next try to connect asks again.
      reportError(error);
    });
  }

  #notesAtStart(): readonly string[] {
    const discarded = 'wasDiscarded' in document && document.wasDiscarded === true;
    return [...(discarded ? ['discarded'] : []), ...(this.voice.state.armed ? [] : ['autoplay-blocked'])];
  }
}

export type OpenDialog =
  | { readonly kind: 'close' | 'found'; readonly alarm: string }
  | { readonly kind: 'responder'; readonly alarm: string; readonly action: 'coming' | 'here' }
  | { readonly kind: 'keys' }
  | { readonly kind: 'watch' }
  /** `denied`: somebody has just said that they did not hear it. */
  | { readonly kind: 'sound-test'; readonly denied?: true };

/** Acts answer with a union and never reject; should one do so after all, it is told like any other error of this page. */
function report(act: Promise<unknown>): void {
  act.catch((error: unknown) => {
    reportError(error);
  });
}

/** The frame that shows what was just changed has been painted when the second callback runs. Never runs in a hidden page. */
function afterPaint(run: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(run));
}
