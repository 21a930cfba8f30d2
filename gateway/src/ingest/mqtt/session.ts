import type { DeviceId } from '../../base/ids.ts';
import { AnswersInOrder } from './answers.ts';
import { Downlink } from './downlink.ts';
import type { Gate } from './gate.ts';

/** One proven connection of one device. */
export class DeviceSession {
  readonly device: DeviceId;
  readonly gate: Gate;
  readonly answers = new AnswersInOrder();
  readonly downlink: Downlink;
  /** We are closing it ourselves and have said why; what breaks after that is no news. */
  ending = false;

  constructor(device: DeviceId, gate: Gate) {
    this.device = device;
    this.gate = gate;
    this.downlink = new Downlink(gate.socket);
  }
}
