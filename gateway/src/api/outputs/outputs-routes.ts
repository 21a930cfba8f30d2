import { Type } from 'typebox';
import { may } from '../../access/permissions.ts';
import { actorOf } from '../../access/principal.ts';
import { SECOND_MS } from '../../base/durations.ts';
import type { OutputId, PlaceId } from '../../base/ids.ts';
import {
  OutputBody,
  OUTPUTS_MAX,
  RELAY_BAUD_RATE,
  SIREN_MAX_SECONDS,
  type OutputSwitch,
  type OutputsPage,
  type OutputTestAnswer,
  type OutputView,
} from '../../contract/outputs.ts';
import type { Output } from '../../domain/output.ts';
import type { OutputsDesk } from '../../engine/ports/outputs.ts';
import type { ApiDeps } from '../api-deps.ts';
import { created, type Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';

const OutputParam = Type.Object({ output: Type.String() });

/** Sirens, lamps and relays that alarms switch. */
export function outputsRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes }): void {
  const { core, outputs, log } = deps;
  const { gate, changes } = tools;

  api.get('/api/v1/outputs', (request): OutputsPage => {
    const principal = gate.requireAnywhere(request, 'see-set-up');
    const rows = [...core.committed.outputs.values()]
      .filter(({ place }) => may(core.committed, principal, { verb: 'see-set-up', place }))
      .map((row) => outputView(row, outputs));
    const { ports, broker } = outputs;
    return { rows, ports: [...ports], ...(broker === undefined ? {} : { broker }) };
  });

  api.post('/api/v1/outputs', { schema: { body: OutputBody } }, async (request, reply): Promise<OutputView> => {
    // as (both): which places there are is checked by the rules; the id is given here.
    const principal = gate.require(request, 'edit-set-up', request.body.place as PlaceId | undefined);
    const value = outputOf(request.body, core.ids.next() as OutputId);
    if (core.committed.outputs.size >= OUTPUTS_MAX) throw new ProblemError('invalid', { detail: `at most ${OUTPUTS_MAX} outputs` });
    refuseMisfits(deps, value);
    await changes.save(actorOf(principal), [{ put: 'output', value }]);
    created(reply, `/api/v1/outputs/${value.output}`);
    return outputView(value, outputs);
  });

  api.put('/api/v1/outputs/:output', { schema: { params: OutputParam, body: OutputBody } }, async (request): Promise<OutputView> => {
    const before = found(deps, request.params.output);
    gate.require(request, 'edit-set-up', before.place);
    // as: which places there are is checked by the rules. Moving it takes rights at both ends.
    const principal = gate.require(request, 'edit-set-up', request.body.place as PlaceId | undefined);
    const value = outputOf(request.body, before.output);
    refuseMisfits(deps, value);
    await changes.save(actorOf(principal), [{ put: 'output', value }]);
    return outputView(value, outputs);
  });

  api.delete('/api/v1/outputs/:output', { schema: { params: OutputParam } }, async (request, reply) => {
    const before = found(deps, request.params.output);
    const principal = gate.require(request, 'edit-set-up', before.place);
    await changes.save(actorOf(principal), [{ remove: 'output', key: before.output }]);
    return reply.code(204).send();
  });

  api.post('/api/v1/outputs/:output/test', { schema: { params: OutputParam } }, async (request): Promise<OutputTestAnswer> => {
    const { output, place } = found(deps, request.params.output);
    const principal = gate.require(request, 'edit-set-up', place);
    log.info('output-tested', { output, actor: actorOf(principal) });
    return { result: await outputs.test(output) };
  });
}

function found({ core }: Pick<ApiDeps, 'core'>, id: string): Output {
  // as: whether there is such an output is what is asked here.
  const output = core.committed.outputs.get(id as OutputId);
  if (output === undefined) throw new ProblemError('not-found');
  return output;
}

/** What this machine's surroundings do not allow, and what two outputs can't share. */
function refuseMisfits({ core, outputs }: Pick<ApiDeps, 'core' | 'outputs'>, { output, switch: own }: Output): void {
  const others = [...core.committed.outputs.values()].filter((other) => other.output !== output).map((other) => other.switch);
  if (own.by === 'serial' && !outputs.ports.includes(own.port))
    throw new ProblemError('invalid', { detail: 'switch.port: outputs.ports of the configuration does not name it' });
  if (others.some((other) => other.by === 'mqtt' && own.by === 'mqtt' && other.topic === own.topic))
    throw new ProblemError('invalid', { detail: 'switch.topic: another output has it' });
  if (others.some((other) => isSameRelay(other, own)))
    throw new ProblemError('invalid', { detail: 'switch.on: another output switches this relay' });
  if (others.some((other) => isSamePort(other, own) && rateOf(other) !== rateOf(own)))
    throw new ProblemError('invalid', { detail: 'switch.baudRate: another output uses this port at another rate' });
}

/** One would switch off what the other has just switched on. */
function isSameRelay(one: OutputSwitch, other: OutputSwitch): boolean {
  if (one.by !== 'serial' || other.by !== 'serial' || one.port !== other.port) return false;
  return bytesOf(one.on) === bytesOf(other.on) || bytesOf(one.off) === bytesOf(other.off);
}

function bytesOf(hex: string): string {
  return hex.replaceAll(' ', '').toUpperCase();
}

function isSamePort(one: OutputSwitch, other: OutputSwitch): boolean {
  return one.by === 'serial' && other.by === 'serial' && one.port === other.port;
}

function rateOf(one: OutputSwitch): number {
  return one.by === 'serial' ? (one.baudRate ?? RELAY_BAUD_RATE) : 0;
}

function outputOf(body: OutputBody, output: OutputId): Output {
  const { maxOnSeconds = body.onWhile === 'loud' ? SIREN_MAX_SECONDS : undefined, drills = false, place, ...rest } = body;
  const maxOnMs = maxOnSeconds === undefined ? undefined : maxOnSeconds * SECOND_MS;
  // as: which places there are is checked by the rules.
  return { ...rest, output, place: place as PlaceId | undefined, drills, maxOnMs };
}

function outputView(row: Output, outputs: OutputsDesk): OutputView {
  const { output, name, place, audience, levels, onWhile, maxOnMs, drills, switch: by } = row;
  const { isOn, standing, why } = outputs.standing(output);
  return {
    output,
    name,
    ...(place === undefined ? {} : { place }),
    audience,
    levels: [...levels],
    onWhile,
    ...(maxOnMs === undefined ? {} : { maxOnSeconds: maxOnMs / SECOND_MS }),
    drills,
    switch: by,
    isOn,
    standing,
    ...(why === undefined ? {} : { why }),
  };
}
