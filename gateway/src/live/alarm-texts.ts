import { asTold, wasTold } from '../access/permissions.ts';
import type { PlaceId } from '../base/ids.ts';
import type { Alarm } from '../domain/alarm.ts';
import type { Policy } from '../domain/policy.ts';
import { offeredTo } from '../domain/rules/alarm-actions.ts';
import type { StateView } from '../domain/state.ts';
import { alarmViewFor, publicAlarmView } from '../domain/views/own-alarm-view.ts';
import { rightsIn, type Viewer } from './rights-at.ts';

interface Moment {
  readonly state: StateView;
  readonly policy: Policy;
  readonly now: { readonly at: number; readonly t: number };
}

type Rights = ReturnType<typeof rightsIn>;

/**
 * Alarms of one moment as JSON text, each made once for all viewers who see the same of it: those with the same rights there who may do
 * the same to it now. A worker may be shown another text of their own alarm.
 */
export class AlarmTexts {
  readonly #moment: Moment;
  /** False: only foreseen (ADR 0012). */
  readonly #recorded: boolean;
  readonly #texts = new Map<string, string | undefined>();
  /** What a viewer may do at a place, by that place: within one moment it is the same for all alarms there. */
  readonly #allowed = new Map<Viewer, Map<PlaceId | undefined, Rights>>();

  constructor(moment: Moment, recorded: boolean) {
    this.#moment = moment;
    this.#recorded = recorded;
  }

  /** Undefined: not theirs to see. */
  of(alarm: Alarm, viewer: Viewer): string | undefined {
    const may = this.#rightsOn(viewer, alarm);
    if (may?.('see-alarms') !== true) return undefined;
    const { principal } = viewer;
    const named = may('see-names');
    const mayAct = named && may('act-on-alarms');
    const person = principal.kind === 'person' ? principal.person : undefined;
    const own = person !== undefined && alarm.worker === person;
    // Asked first, and the view made only when nobody alike has had it: a thousand consoles look at each alarm.
    const actions = named ? offeredTo(alarm, { person, mayAct }).join() : '';
    const name = `${alarm.alarm} ${String(named)} ${String(own)} ${actions}`;
    if (this.#texts.has(name)) return this.#texts.get(name);
    const text = this.#made(alarm, { named, reader: { person, mayAct } });
    this.#texts.set(name, text);
    return text;
  }

  #rightsOn(viewer: Viewer, alarm: Alarm): Rights {
    const here = this.#rights(viewer, alarm.where.place);
    return here !== undefined && wasTold(this.#moment.state, viewer.principal, alarm) ? asTold(here) : here;
  }

  #rights(viewer: Viewer, place: PlaceId | undefined): Rights {
    let known = this.#allowed.get(viewer);
    if (known === undefined) this.#allowed.set(viewer, (known = new Map<PlaceId | undefined, Rights>()));
    if (known.has(place)) return known.get(place);
    const rights = rightsIn(this.#moment.state, viewer, place);
    known.set(place, rights);
    return rights;
  }

  #made(
    alarm: Alarm,
    { named, reader }: { readonly named: boolean; readonly reader: Pick<Parameters<typeof alarmViewFor>[2], 'person' | 'mayAct'> },
  ): string | undefined {
    const { state, policy, now } = this.#moment;
    const view = (named ? alarmViewFor : publicAlarmView)(state, alarm, { ...reader, ...now, policy });
    return view === undefined ? undefined : JSON.stringify(this.#recorded ? view : { ...view, recorded: false });
  }
}
