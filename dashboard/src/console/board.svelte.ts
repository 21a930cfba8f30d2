import type { AlarmView } from '@duress/gateway/contract/alarm.ts';
import type {
  ConsoleView,
  FaultGroup,
  FaultView,
  HandOverView,
  Hello,
  Pending,
  PendingPress,
  PostView,
  Pulse,
  Topic,
} from '@duress/gateway/contract/feed.ts';
import type { Clock } from '../shared/clock.ts';
import { FIRST_LINK, type Link } from '../shared/feed/link.ts';
import type { TopicItems } from '../shared/feed/topic.ts';
import { spoken } from './alarms/words.ts';
import type { ConsoleTexts } from './texts/en.ts';

/** Ages on a console with a wrong clock are right by the gateway's; a difference below this is the network's and left alone. */
const CLOCK_TOLERANCE_MS = 1_000;

/** What all components see: the feed's word, as it is, and the time. Holds no rule about alarms. */
export class Board {
  alarms = $state.raw<ReadonlyMap<string, AlarmView>>(new Map());
  faults = $state.raw<readonly FaultView[]>([]);
  /** Of what is too many to be told one by one, how many at each site. */
  faultGroups = $state.raw<readonly FaultGroup[]>([]);
  consoles = $state.raw<readonly ConsoleView[]>([]);
  /** The places that must be watched, and by which consoles each is. */
  posts = $state.raw<readonly PostView[]>([]);
  handOvers = $state.raw<readonly HandOverView[]>([]);
  pending = $state.raw<readonly PendingPress[]>([]);
  link = $state.raw<Link>(FIRST_LINK);
  /** The session ended while something was open: nothing more comes until somebody signs in, and what is here gets old. */
  signedOut = $state(false);
  hello = $state.raw<Hello | undefined>(undefined);
  pulse = $state.raw<Pulse | undefined>(undefined);
  /** The gateway's own test press, as far as it has come here. */
  probe = $state<string | undefined>(undefined);
  /** Epoch ms by the gateway's clock; moves once a second. */
  now = $state(0);
  /** For screen readers: set on each event, read as it changes. */
  assertive = $state('');
  /** A first snapshot has come: an empty list now means that there are no alarms. */
  known = $state(false);

  readonly #clock: Clock;
  readonly #texts: ConsoleTexts;
  /** What the log has, and what stands over it while the log is away. */
  #recorded: ReadonlyMap<string, AlarmView> = new Map();
  #unrecorded: readonly AlarmView[] = [];
  #offset = 0;

  constructor(clock: Clock, texts: ConsoleTexts) {
    this.#clock = clock;
    this.#texts = texts;
    this.now = clock.wall();
  }

  takeItems(topic: Topic, items: TopicItems): void {
    if (topic === 'alarms') {
      this.#recorded = items.alarms;
      this.known = true;
      this.#showAlarms();
    }
    if (topic === 'faults') {
      this.faults = [...items.faults.values()];
      this.faultGroups = [...items.faultGroups.values()];
    }
    if (topic === 'watch') {
      this.consoles = [...items.consoles.values()];
      this.posts = items.posts;
      this.handOvers = items.handOvers;
    }
  }

  /** Presses that are not recorded yet, and alarms to which somebody did something that is not recorded yet. */
  takePending({ presses, alarms = [] }: Pick<Pending, 'presses' | 'alarms'>): void {
    if (alarms.length > 0 || this.#unrecorded.length > 0) {
      this.#unrecorded = alarms;
      this.#showAlarms();
    }
    const name = ({ press, presses: times, coerced }: PendingPress): string => `${press} ${String(times)} ${String(coerced)}`;
    const known = new Set(this.pending.map(name));
    const fresh = presses.filter((press) => !known.has(name(press)));
    this.pending = presses;
    if (fresh.length > 0) this.assertive = fresh.map((press) => this.#sentence(press)).join(' ');
  }

  /** This console as the gateway counts it; undefined until it has said so. */
  get own(): ConsoleView | undefined {
    return this.consoles.find((entry) => entry.console === this.hello?.console);
  }

  takeSignedOut(): void {
    if (!this.signedOut) this.assertive = this.#texts.spoken.signedOut;
    this.signedOut = true;
  }

  takeHello(hello: Hello): void {
    this.hello = hello;
    this.signedOut = false;
    this.#setClock(hello.at);
  }

  takePulse(pulse: Pulse): void {
    this.pulse = pulse;
    this.#setClock(pulse.at);
  }

  takeLink(link: Link): void {
    if (link.state === 'lost' && this.link.state !== 'lost') this.assertive = this.#texts.spoken.lost;
    if (link.state === 'live' && this.link.state === 'lost') this.assertive = this.#texts.spoken.back;
    this.link = link;
    this.now = this.#clock.wall() + this.#offset;
  }

  /** Must it sound: the gateway says so, or the time it named for it has come. */
  isLoud(view: AlarmView): boolean {
    const ended = view.state === 'cleared' || view.state === 'closed' || view.state === 'here';
    return view.loud || (!ended && view.loudAt !== undefined && this.now >= view.loudAt);
  }

  /** What people did is shown when it is said, marked, and not only when it is recorded: nobody must do it a second time. */
  #showAlarms(): void {
    const alarms = new Map(this.#recorded);
    for (const view of this.#unrecorded) if (alarms.has(view.alarm)) alarms.set(view.alarm, view);
    const said = spoken(this.alarms, alarms, this.#texts);
    this.alarms = alarms;
    if (said !== '') this.assertive = said;
  }

  #sentence(press: PendingPress): string {
    const level = this.#texts.shared.level[press.level];
    const room = press.where.path.at(-1) ?? this.#texts.placeUnknown;
    return this.#texts.spoken.pending({ level, room, who: press.who?.name ?? press.device.label, presses: press.presses });
  }

  #setClock(at: number): void {
    const offset = at - this.#clock.wall();
    if (Math.abs(offset - this.#offset) > CLOCK_TOLERANCE_MS) this.#offset = offset;
    this.now = this.#clock.wall() + this.#offset;
  }
}
