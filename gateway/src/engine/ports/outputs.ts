import type { OutputId, PlaceId } from '../../base/ids.ts';
import type { OUTPUT_STANDINGS, OutputTestResult } from '../../contract/outputs.ts';

/** What stands at one topic. Bodies are absolute: a newer one takes the place of an older one. */
export interface BoardEntry {
  readonly body: string;
  /** Alarms of this place; absent: of the whole house. */
  readonly place?: PlaceId | undefined;
  /** `public`: for whoever may read anything here; says that the gateway is there, and nothing of any place. */
  readonly for: 'public' | 'place';
  /** Kept by brokers, as a state is. A command to a relay is not: it would be carried out again long after it was true. */
  readonly kept: boolean;
}

/** What lamps, sirens and other systems may read by MQTT, as it is now. */
export interface Board {
  topics(): Iterable<string>;
  get(topic: string): BoardEntry | undefined;
  /** Called with a topic whose entry is new, another one, or gone. */
  onChange(listener: (topic: string) => void): () => void;
}

/** The door at which clients with a token read the board. */
export interface BoardDoor {
  readonly board: Board;
  /** Who this secret is: an id; undefined for one that may read nothing here. */
  reader(secret: string): string | undefined;
  /** Asked for each message: a token that was revoked reads nothing any more. */
  mayRead(reader: string, topic: string): boolean;
  /** Still somebody who may read anything? */
  isReader(reader: string): boolean;
}

/** Whoever has subscribed to what, at that door. */
export interface BoardReaders {
  /** How many connected clients are given what stands at this topic. */
  listening(topic: string): number;
}

/** One connection to the outside broker, made again whenever it ends. */
export interface BrokerLine {
  readonly view: { readonly ready: boolean; readonly refused: boolean; readonly why: string | undefined; readonly heardAt: number };
  start(): void;
  /** About once a second. */
  tick(): void;
  stop(): void;
  /** `done` once, when the broker has confirmed or refused it; never when the connection ends before. */
  publish(message: { readonly topic: string; readonly body: Buffer; readonly retain: boolean }, done: (refused?: string) => void): void;
}

export interface BrokerLineSettings {
  readonly filters: Readonly<Record<string, 0 | 1>>;
  /** What the broker says in our place when we are gone; kept. */
  readonly will: { readonly topic: string; readonly body: string };
  readonly received: (topic: string, body: Buffer) => void;
  readonly ready: () => void;
  readonly gone: () => void;
}

/** The site's own broker, as outputs see it. */
export interface OutsideBoardBroker {
  /** `host:port`. */
  readonly name: string;
  readonly line: (settings: BrokerLineSettings) => BrokerLine;
}

/** One serial port that comes and goes. */
export interface PortLine {
  /** A write would go out now. */
  readonly isFree: boolean;
  start(): void;
  stop(): Promise<void>;
  write(bytes: Uint8Array): void;
}

export interface PortLineEvents {
  opened(): void;
  lost(why: string): void;
  written(): void;
}

export type OpenPort = (port: { readonly path: string; readonly baudRate: number }, events: PortLineEvents) => PortLine;

export interface OutputStanding {
  readonly isOn: boolean;
  readonly standing: (typeof OUTPUT_STANDINGS)[number];
  readonly why?: string | undefined;
}

/** Outputs as the pages that set them up see them. */
export interface OutputsDesk {
  /** Serial ports that an output may use. */
  readonly ports: readonly string[];
  readonly broker: string | undefined;
  standing(output: OutputId): OutputStanding;
  /** Switches it on for two seconds, and off again. */
  test(output: OutputId): Promise<OutputTestResult>;
}
