import { inputIdFrom, type AlarmId, type DeviceId, type PersonId } from '../../gateway/src/base/ids.ts';
import type { AlarmAction, AlarmActionBody } from '../../gateway/src/contract/alarm.ts';
import type { Alarm } from '../../gateway/src/domain/alarm.ts';
import type { Debrief } from '../../gateway/src/domain/debrief.ts';
import type { Reply, Signal } from '../../gateway/src/domain/input.ts';
import type { TestGateway } from './gateway.ts';

/** What people and devices do to a whole gateway, where the way in is not what the story is about. */
export class Hands {
  readonly #test: TestGateway;
  #seq = 1_000;

  constructor(test: TestGateway) {
    this.#test = test;
  }

  /** A press that has come in by any way. */
  press(device: string, more: Partial<Signal> = {}): Promise<Reply> {
    const { core, intake } = this.#test.gateway;
    const { at } = core.now();
    this.#seq += 1;
    const path = { by: 'mqtt' as const };
    // as: a device's id by hand.
    return intake.signal({
      device: device as DeviceId,
      boot: 900,
      seq: this.#seq,
      kind: 'duress',
      receivedAt: at,
      pressedAt: at,
      path,
      ...more,
    });
  }

  act(actor: string, action: AlarmAction, more: { body?: AlarmActionBody; alarm?: AlarmId } = {}): Promise<Reply> {
    const { core } = this.#test.gateway;
    const alarm = more.alarm ?? this.alarm.alarm;
    // as (both): ids by hand, or born here.
    return core.submit({ id: inputIdFrom(core.ids), type: 'act', actor: actor as PersonId, alarm, action, body: more.body ?? {} });
  }

  /** The only open alarm. */
  get alarm(): Alarm {
    const alarms = [...this.#test.gateway.core.committed.alarms.values()];
    const [alarm] = alarms;
    if (alarm === undefined || alarms.length > 1) throw new RangeError(`there are ${String(alarms.length)} open alarms`);
    return alarm;
  }

  /** The only debrief. */
  get debrief(): Debrief {
    const debriefs = [...this.#test.gateway.core.committed.debriefs.values()];
    const [debrief] = debriefs;
    if (debrief === undefined || debriefs.length > 1) throw new RangeError(`there are ${String(debriefs.length)} debriefs`);
    return debrief;
  }
}
