import { Type } from 'typebox';
import { faultViewFor, mayReadFault } from '../../access/fault-reader.ts';
import { mayAnywhere } from '../../access/permissions.ts';
import { AccessRefusal } from '../../access/refusals.ts';
import { inputIdFrom, type PlaceId } from '../../base/ids.ts';
import type { FaultView } from '../../contract/feed.ts';
import { LIST_ROWS_MAX } from '../../contract/organisation.ts';
import { FaultAction, FaultActionBody, FaultQuery, type LoadFigures } from '../../contract/supervision.ts';
import type { Fault } from '../../domain/fault.ts';
import { isWithin } from '../../domain/places.ts';
import type { StateView } from '../../domain/state.ts';
import { noBodyIsEmpty } from '../no-body.ts';
import type { Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import type { ApiDeps } from '../api-deps.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';

const ActionParam = Type.Object({ fault: Type.String(), action: FaultAction });

/** Technical matters: what stands, what people do about them, and how much there was to look at. */
export function faultsRoutes(api: Api, deps: ApiDeps, { gate, changes }: { gate: Gate; changes: Changes }): void {
  const { core } = deps;

  api.get('/api/v1/faults', { schema: { querystring: FaultQuery } }, (request): { rows: readonly FaultView[]; total: number } => {
    const principal = gate.person(request);
    const state = core.committed;
    if (!mayAnywhere(state, principal, 'see-faults')) throw new AccessRefusal('not-allowed');
    const { skip = '0' } = request.query;
    const asked = [...state.faults.values()].filter(
      (fault) => isAsked(state, fault, request.query) && mayReadFault(state, principal, fault),
    );
    const page = asked.toSorted((a, b) => b.since - a.since).slice(Number(skip), Number(skip) + LIST_ROWS_MAX);
    return { rows: page.flatMap((fault) => faultViewFor(state, principal, fault) ?? []), total: asked.length };
  });

  api.get('/api/v1/load', (request): LoadFigures => {
    const principal = gate.person(request);
    if (!mayAnywhere(core.committed, principal, 'see-faults')) throw new AccessRefusal('not-allowed');
    return deps.load(principal.person);
  });

  api.post(
    '/api/v1/faults/:fault/:action',
    { schema: { params: ActionParam, body: FaultActionBody }, preValidation: noBodyIsEmpty },
    async (request): Promise<{ outcome: 'accepted' }> => {
      const principal = gate.person(request);
      const { fault: key, action } = request.params;
      const state = core.committed;
      const fault = state.faults.get(key);
      const view = fault === undefined ? undefined : faultViewFor(state, principal, fault);
      if (fault === undefined || view === undefined) throw new ProblemError('unknown-fault');
      gate.require(request, 'act-on-faults', fault.place);
      const { forMs } = request.body;
      await changes.accepted({ id: inputIdFrom(core.ids), type: 'fault-act', actor: principal.person, fault: key, action, forMs });
      return { outcome: 'accepted' };
    },
  );
}

function isAsked(state: StateView, fault: Fault, { code, place }: FaultQuery): boolean {
  if (code !== undefined && fault.code !== code) return false;
  return place === undefined || isWithin(state.places, fault.place, place as PlaceId); // as: looked up; at none lies nothing.
}
