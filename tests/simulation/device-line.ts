import type { DeviceId } from '../../gateway/src/base/ids.ts';
import { decodeSignal } from '../../gateway/src/ingest/families/duress.ts';
import type { Cancel } from '../../gateway/src/base/clock.ts';
import type { FeedbackBody } from '../../gateway/src/contract/hand.ts';
import type { Uplink } from '../../firmware-sim/src/button-state.ts';
import { publicationOf, takeMessage } from '../../firmware-sim/src/mqtt-uplink.ts';
import { topicOf } from '../../firmware-sim/src/topics.ts';
import type { Transport, TransportEvents } from '../../firmware-sim/src/transport.ts';
import type { Dice } from './chance.ts';
import type { GatewayProcess } from './gateway-process.ts';
import type { Timeline } from './timeline.ts';

/** How bad the way between one device and the gateway is. */
export interface Weather {
  /** Shares, 0 to 1. */
  readonly loss: number;
  readonly duplicate: number;
  /** Each message takes from the first to the second, in ms; so they overtake each other. */
  readonly delay: readonly [number, number];
}

/** No answer of any kind to a signal for so long: the line is dead although nobody said so. */
const DEAD_AFTER_MS = 6_000;
const CONNECT_AGAIN_MS = [500, 8_000] as const;

/** Straight, or by way of a receiver: copies come in on both. */
const PATHS = [{ by: 'mqtt' }, { by: 'mqtt', receiver: 'rx-1', rssi: -60 }] as const;

export interface LineDeps {
  readonly device: string;
  readonly timeline: Timeline;
  readonly dice: Dice;
  readonly weather: Weather;
  readonly gateway: () => GatewayProcess | undefined;
  /** A signal comes to the gateway; returns what to call when it has answered. */
  readonly came: (boot: number, seq: number) => () => void;
  /** The gateway has acknowledged this signal. */
  readonly onAck: (boot: number, seq: number) => void;
  /** The gateway is about to say so; it may be dead afterwards. */
  readonly acks: () => void;
}

/** A button's modem and everything between it and the gateway. Messages are lost, doubled and overtaken; a line may be dead in silence. */
export class DeviceLine implements Transport {
  readonly #deps: LineDeps;
  #events: TransportEvents | undefined;
  /** Nothing goes through, in either direction. */
  isCut = false;
  /** What the gateway tells it is lost; that its own words arrive it hears. */
  isDeaf = false;
  #isOn = false;
  /** The process that it is connected to. */
  #peer: GatewayProcess | undefined;
  #again: Cancel | undefined;
  #dead: Cancel | undefined;

  constructor(deps: LineDeps) {
    this.#deps = deps;
  }

  /** What the button is given as its transport. */
  readonly connect = (events: TransportEvents): Transport => {
    this.#events = events;
    return this;
  };

  start(): void {
    this.#isOn = true;
    this.#connectSoon(10, 200);
  }

  cut(): void {
    this.#isOn = false;
    this.#again?.();
    this.#lose();
  }

  subscribe(): void {
    this.#carry(() => {
      const peer = this.#peer;
      if (peer === undefined || peer.isDead) return;
      this.deliver(peer, peer.intake.feedback(this.#id));
      const config = Buffer.from(JSON.stringify(peer.intake.config(this.#id)));
      this.#down(peer, 'config', config);
    });
  }

  send(uplink: Uplink): void {
    const peer = this.#peer;
    if (peer === undefined) return;
    const { body } = publicationOf(uplink);
    if (uplink.type === 'signal') this.#watch(peer);
    this.#carry(() => {
      if (!peer.isDead) this.#arrive(peer, uplink, Buffer.from(body));
    });
  }

  /** The gateway tells this device something. */
  deliver(peer: GatewayProcess, body: FeedbackBody): void {
    if (peer === this.#peer) this.#down(peer, 'feedback', Buffer.from(JSON.stringify(body)));
  }

  /** The other end has gone, and says so. */
  peerGone(): void {
    if (this.#peer === undefined || this.isCut) return;
    this.#broke();
  }

  get #id(): DeviceId {
    return this.#deps.device as DeviceId; // as: ids of a story are written by hand.
  }

  #down(peer: GatewayProcess, topic: 'feedback' | 'config', bytes: Uint8Array): void {
    this.#carry(() => {
      const name = topicOf(this.#deps.device, topic);
      if (peer === this.#peer && this.#isOn && !this.isDeaf && this.#events !== undefined)
        takeMessage(this.#deps.device, { topic: name, bytes }, this.#events);
    });
  }

  #arrive(peer: GatewayProcess, uplink: Uplink, bytes: Uint8Array): void {
    const { intake, clock } = peer;
    const path = this.#deps.dice.pick(PATHS);
    if (uplink.type === 'signal') {
      const decoded = decodeSignal(bytes, { device: this.#id, receivedAt: clock.wall(), path });
      if (!decoded.ok) throw new TypeError(`a button's own signal can't be read: ${decoded.why}`);
      const { boot, seq } = decoded.value;
      const over = this.#deps.came(boot, seq);
      intake.signal(decoded.value).then(
        () => {
          over();
          this.#deps.acks();
          if (!peer.isDead) this.#acknowledge(peer, boot, seq);
        },
        () => {
          over();
        },
      );
    } else if (uplink.type === 'shown') {
      intake.handAck(this.#id, uplink.rev);
    } else if (uplink.type === 'status') {
      intake.heard(this.#id, path, uplink.body);
    } else if (uplink.type === 'position') {
      intake.position(this.#id, uplink.place);
    } else {
      intake.link(this.#id, uplink.body.state === 'up');
    }
  }

  #acknowledge(peer: GatewayProcess, boot: number, seq: number): void {
    this.#deps.onAck(boot, seq);
    this.#carry(() => {
      if (peer !== this.#peer) return;
      this.#dead?.();
      this.#dead = undefined;
      this.#events?.acked(boot, seq);
    });
  }

  #watch(peer: GatewayProcess): void {
    this.#dead ??= this.#deps.timeline.after(DEAD_AFTER_MS, () => {
      this.#dead = undefined;
      if (peer === this.#peer) this.#broke();
    });
  }

  #carry(arrived: () => void): void {
    const { dice, weather, timeline } = this.#deps;
    const copies = dice.comes(weather.loss) ? 0 : dice.comes(weather.duplicate) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const isLate = this.isCut;
      timeline.after(dice.between(...weather.delay), () => {
        if (!isLate && !this.isCut) arrived();
      });
    }
  }

  #connectSoon(least: number, most: number): void {
    const { timeline, dice, gateway } = this.#deps;
    this.#again?.();
    this.#again = timeline.after(dice.between(least, most), () => {
      if (!this.#isOn || this.#peer !== undefined) return;
      const peer = gateway();
      if (peer?.isReady !== true || this.isCut) {
        this.#connectSoon(...CONNECT_AGAIN_MS);
        return;
      }
      this.#peer = peer;
      this.#events?.input({ type: 'link-up', session: this.#events.session() });
    });
  }

  #broke(): void {
    this.#lose();
    this.#events?.input({ type: 'link-down' });
    if (this.#isOn) this.#connectSoon(...CONNECT_AGAIN_MS);
  }

  #lose(): void {
    this.#dead?.();
    this.#dead = undefined;
    this.#peer = undefined;
  }
}
