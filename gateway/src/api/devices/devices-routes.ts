import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { newDeviceProblem, withNewSecret } from '../../access/new-device.ts';
import { hasAdministrator } from '../../domain/administrators.ts';
import { actorOf } from '../../access/principal.ts';
import { may } from '../../access/permissions.ts';
import { AccessRefusal } from '../../access/refusals.ts';
import { inputIdFrom, type DeviceId, type PlaceId } from '../../base/ids.ts';
import { DeviceBody, DeviceQuery, NewDeviceBody, type DevicePage, type DeviceView, type Issued } from '../../contract/organisation.ts';
import type { Device } from '../../domain/devices.ts';
import { created, type Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import { firstRows } from '../list.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';
import { deviceOf } from './device-change.ts';
import { deviceView, isShown, type Standing } from './device-view.ts';

const DeviceParam = Type.Object({ device: Type.String() });

/** Buttons and whatever else sends signals: added with a secret that is shown once, assigned, revoked, tested. */
export function devicesRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes }): void {
  new DevicesRoutes(deps, tools).register(api);
}

class DevicesRoutes {
  readonly #deps: ApiDeps;
  readonly #gate: Gate;
  readonly #changes: Changes;

  constructor(deps: ApiDeps, tools: { gate: Gate; changes: Changes }) {
    this.#deps = deps;
    this.#gate = tools.gate;
    this.#changes = tools.changes;
  }

  register(api: Api): void {
    api.get('/api/v1/devices', { schema: { querystring: DeviceQuery } }, (request) => this.#list(request, request.query));

    api.post('/api/v1/devices', { schema: { body: NewDeviceBody } }, async (request, reply): Promise<Issued> => {
      const issued = await this.#add(request, request.body);
      created(reply, `/api/v1/devices/${issued.id}`);
      return issued;
    });

    api.put('/api/v1/devices/:device', { schema: { params: DeviceParam, body: DeviceBody } }, (request) =>
      this.#edit(request, request.params.device, request.body),
    );

    api.post('/api/v1/devices/:device/revoke', { schema: { params: DeviceParam } }, async (request): Promise<DeviceView> => {
      const { device, actor } = this.#editable(request, request.params.device);
      if (!device.revoked) await this.#changes.save(actor, [{ put: 'device', value: { ...device, revoked: true } }]);
      return this.#view(this.#device(device.device));
    });

    api.post('/api/v1/devices/:device/secret', { schema: { params: DeviceParam } }, async (request): Promise<Issued> => {
      const { device, actor } = this.#editable(request, request.params.device);
      const { device: value, secret } = withNewSecret(device);
      if (secret === '') throw new ProblemError('invalid', { detail: 'this family proves itself without a secret' });
      await this.#changes.save(actor, [{ put: 'device', value }]);
      return { id: device.device, secret };
    });

    api.post('/api/v1/devices/:device/test', { schema: { params: DeviceParam } }, async (request): Promise<{ outcome: string }> => {
      const { core } = this.#deps;
      const principal = this.#gate.person(request);
      const device = this.#device(request.params.device);
      const own = device.worker === principal.person;
      if (!own && !may(core.committed, principal, { verb: 'start-test', place: device.place })) throw new AccessRefusal('not-allowed');
      const id = inputIdFrom(core.ids);
      await this.#changes.accepted({ id, type: 'test-start', actor: principal.person, device: device.device });
      return { outcome: 'accepted' };
    });
  }

  #list(request: FastifyRequest, { find, show }: DeviceQuery): DevicePage {
    const principal = this.#gate.person(request);
    const state = this.#deps.core.committed;
    const visible = [...state.devices.values()].filter(
      (device) =>
        (device.worker === principal.person || may(state, principal, { verb: 'see-set-up', place: device.place })) &&
        (show === undefined || isShown(state, device, { show, standing: this.#standing(device) })),
    );
    return firstRows(visible, find, {
      listed: (device) => {
        const worker = device.worker === undefined ? '' : (state.people.get(device.worker)?.name ?? '');
        return { name: device.label, words: `${device.label} ${device.device} ${worker}` };
      },
      view: (device) => this.#view(device),
    });
  }

  async #add(request: FastifyRequest, body: NewDeviceBody): Promise<Issued> {
    const { core } = this.#deps;
    // as: which places there are is checked by the rules.
    const principal = this.#gate.require(request, 'edit-set-up', body.place as PlaceId | undefined);
    if (!hasAdministrator(core.committed)) throw new ProblemError('no-administrator');
    // as: the body was checked against the pattern of device ids.
    const id = body.device as DeviceId;
    const unfit = newDeviceProblem({ device: id, family: body.family });
    if (unfit !== undefined) throw new ProblemError('invalid', { detail: `${unfit.of}: ${unfit.problem}` });
    if (core.committed.devices.has(id)) throw new ProblemError('already-there');
    const { device, secret } = withNewSecret(deviceOf(body, id, undefined));
    await this.#changes.save(actorOf(principal), [{ put: 'device', value: device }]);
    return { id, secret };
  }

  async #edit(request: FastifyRequest, id: string, body: DeviceBody): Promise<DeviceView> {
    const { device: before, actor } = this.#editable(request, id);
    // as: which places there are is checked by the rules.
    this.#gate.require(request, 'edit-set-up', body.place as PlaceId | undefined);
    // Another family has another secret and another protocol: that is another device.
    if (body.family !== before.family) throw new ProblemError('invalid', { detail: 'family: can not be changed' });
    const device = deviceOf(body, before.device, before);
    await this.#changes.save(actor, [{ put: 'device', value: device }]);
    for (const link of this.#deps.links) {
      if (link.reaches(device.device)) link.configure(device.device, this.#deps.intake.config(device.device));
    }
    return this.#view(this.#device(id));
  }

  #editable(request: FastifyRequest, id: string): { readonly device: Device; readonly actor: string } {
    const device = this.#device(id);
    return { device, actor: actorOf(this.#gate.require(request, 'edit-set-up', device.place)) };
  }

  #view(device: Device): DeviceView {
    return deviceView(this.#deps.core.committed, device, this.#standing(device));
  }

  #standing(device: Device): Standing {
    const { presence, deviceState, core } = this.#deps;
    return { heard: presence(device.device), state: deviceState(device), now: core.now().at };
  }

  #device(id: string): Device {
    // as: whether there is such a device is what is asked here.
    const device = this.#deps.core.committed.devices.get(id as DeviceId);
    if (device === undefined) throw new ProblemError('unknown-device');
    return device;
  }
}
