import { Type } from 'typebox';
import type { FastifyRequest } from 'fastify';
import { newPhoneDevice, phoneDeviceOf } from '../../access/phone-device.ts';
import { within } from '../../base/within.ts';
import { messageOf } from '../../base/errors.ts';
import type { OwnDeviceView } from '../../contract/supervision.ts';
import { DevicePlace, SignalBody, Uint32 } from '../../contract/signal.ts';
import type { FeedbackBody } from '../../contract/hand.ts';
import type { Device } from '../../domain/devices.ts';
import type { Signal } from '../../domain/input.ts';
import { isToBeProven } from '../../domain/supervision.ts';
import type { Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import type { HttpLimits } from '../limits.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ownDeviceView } from '../devices/device-view.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';

const { kind, age, pin } = SignalBody.properties;
const MySignalBody = Type.Object(
  { kind, boot: Uint32, seq: Uint32, age, pin, place: Type.Optional(DevicePlace), battery: SignalBody.properties.battery },
  { additionalProperties: false },
);

/** The feedback revision of a worker who has never pressed: nothing is open. */
const NOTHING: Omit<FeedbackBody, 'at'> = { v: 1, rev: 0, held: [], recorded: true };

/** The worker's phone page: a button that proves itself by a session. Whoever is signed in may press; no role is asked for. */
export function myRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes; limits: HttpLimits }): void {
  new MyRoutes(deps, tools).register(api);
}

class MyRoutes {
  readonly #deps: ApiDeps;
  readonly #gate: Gate;
  readonly #changes: Changes;
  readonly #limits: HttpLimits;

  constructor(deps: ApiDeps, tools: { gate: Gate; changes: Changes; limits: HttpLimits }) {
    this.#deps = deps;
    this.#gate = tools.gate;
    this.#changes = tools.changes;
    this.#limits = tools.limits;
  }

  register(api: Api): void {
    const { core, intake } = this.#deps;

    api.post('/api/v1/my/signals', { schema: { body: MySignalBody } }, async (request, reply) => {
      const device = await this.#phone(request);
      const receivedAt = core.now().at;
      const { age: ageMs, ...rest } = request.body;
      const signal: Signal = { ...rest, device: device.device, receivedAt, pressedAt: receivedAt - ageMs, path: { by: 'phone' } };
      const outcome = await this.#press(signal);
      return reply.code(outcome.outcome === 'duplicate' ? 200 : 202).send(outcome);
    });

    // What its worker relies on: a button that is silent or about to be says so to the one who carries it.
    api.get('/api/v1/my/devices', (request): OwnDeviceView[] => {
      const { presence, deviceState } = this.#deps;
      const own = core.committed.devices.by('worker', this.#gate.person(request).person).filter((device) => isToBeProven(device));
      const now = core.now().at;
      return own.map((row) => ownDeviceView(core.committed, row, { heard: presence(row.device), state: deviceState(row), now }));
    });

    api.get('/api/v1/my/hand', (request): FeedbackBody => {
      const principal = this.#gate.person(request);
      const device = phoneDeviceOf(core.committed, principal.person);
      // A page that says Ready while its presses are refused would be a lie.
      if (device?.revoked === true) throw new ProblemError('unknown-device', { detail: 'this phone page was revoked' });
      if (device === undefined) return { ...NOTHING, at: new Date(core.now().at).toISOString() };
      intake.heard(device.device, { by: 'phone' });
      return intake.feedback(device.device);
    });
  }

  /** @throws ProblemError `not-recorded-yet`: people see the press in the lifeboat, and the page keeps trying. */
  async #press(signal: Signal): Promise<ReturnType<Changes['orRefuse']>> {
    const { intake, clock, log } = this.#deps;
    const late = (error: unknown): void => {
      log.warn('http-input-lost', { input: 'signal', error: messageOf(error) });
    };
    const answer = await within(intake.signal(signal), { clock, limitMs: this.#limits.commitWait, late });
    if (!answer.inTime) throw new ProblemError('not-recorded-yet', { retryAfterSeconds: 1 });
    return this.#changes.orRefuse(answer.value);
  }

  /** The device of whoever is signed in. Made at the sign-in; here only for a session that is older than it. */
  async #phone(request: FastifyRequest): Promise<Device> {
    const principal = this.#gate.person(request);
    const { core } = this.#deps;
    const known = phoneDeviceOf(core.committed, principal.person);
    if (known?.revoked === true) throw new ProblemError('unknown-device', { detail: 'this phone page was revoked' });
    if (known !== undefined) return known;
    const device = newPhoneDevice(this.#gate.row(principal));
    await this.#changes.save(`person:${principal.person}`, [{ put: 'device', value: device }]);
    return device;
  }
}
