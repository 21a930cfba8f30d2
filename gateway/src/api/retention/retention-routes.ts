import { Type } from 'typebox';
import { DAY_MS } from '../../base/durations.ts';
import { inputIdFrom, type PersonId } from '../../base/ids.ts';
import { HoldBody, HoldOn, HouseChoiceBody, RETENTION_CLASSES, type HoldView, type RetentionView } from '../../contract/keeping.ts';
import { holdOn } from '../../domain/keeping.ts';
import type { Hold, Retention } from '../../domain/kept.ts';
import { retentionEnd, monthsOf } from '../../domain/rules/retention.ts';
import { choiceKey, RETENTION_RULES } from '../../domain/rules/retention-classes.ts';
import type { StateView } from '../../domain/state.ts';
import { named } from '../../domain/views/alarm-view.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Changes } from '../changes.ts';
import type { Gate } from '../gate.ts';
import { ProblemError } from '../problems.ts';
import type { Api } from '../validation.ts';

/** What an administrator is told of in advance. */
const DUE_SOON_MS = 90 * DAY_MS;
const LiftBody = Type.Object({ on: HoldOn, reason: Type.String({ minLength: 1, maxLength: 1_000 }) }, { additionalProperties: false });

/** How long records are kept, and what holds them. For administrators of the whole house: counts and holds, never a debrief. */
export function retentionRoutes(api: Api, deps: ApiDeps, tools: { gate: Gate; changes: Changes }): void {
  const { core } = deps;
  const { gate, changes } = tools;
  const path = '/api/v1/retention';

  api.get(path, (request): RetentionView => {
    gate.require(request, 'edit-set-up', undefined);
    return retentionView(core.committed, core.now().at);
  });

  api.put(`${path}/choice`, { schema: { body: HouseChoiceBody } }, async (request, reply) => {
    const { person } = gate.require(request, 'edit-set-up', undefined);
    const { class: name, months } = request.body;
    const { least, most } = RETENTION_RULES[name];
    if (months < least || months > most) throw new ProblemError('invalid', { detail: `months: from ${String(least)} to ${String(most)}` });
    await changes.save(`person:${person}`, [{ put: 'setting', key: choiceKey(name), value: months }]);
    return reply.code(204).send();
  });

  for (const [verb, set, body] of [
    ['holds', true, HoldBody],
    ['holds/lift', false, LiftBody],
  ] as const) {
    api.post(`${path}/${verb}`, { schema: { body } }, async (request, reply) => {
      const { person } = gate.require(request, 'edit-set-up', undefined);
      await changes.accepted({ id: inputIdFrom(core.ids), type: 'hold', actor: person, ...request.body, set });
      return reply.code(204).send();
    });
  }
}

export function retentionView(state: StateView, at: number): RetentionView {
  const rows = [...state.retentions.values()].filter(({ state: now }) => now === 'kept').map((row) => ({ row, end: retentionEnd(row) }));
  const classes = RETENTION_CLASSES.map((name) => {
    const { least, most, source, checked } = RETENTION_RULES[name];
    const own = rows.filter(({ row }) => row.class === name);
    const dueSoon = own.filter(({ end }) => end <= at + DUE_SOON_MS).length;
    return { class: name, months: monthsOf(state, name), least, most, source, checked, kept: own.length, dueSoon };
  });
  const isHeldBack = ({ row, end }: { row: Retention; end: number }): boolean => end <= at && holdOn(state, row) !== undefined;
  return { classes, heldBack: rows.filter(isHeldBack).length, holds: [...state.holds.values()].map((hold) => holdView(state, hold)) };
}

function holdView(state: StateView, { on, by, at, reason }: Hold): HoldView {
  // as: what follows `person:` is a person's id; somebody who is not there has no name.
  const person = on.startsWith('person:') ? { person: named(state, on.slice('person:'.length) as PersonId) } : {};
  return { on, ...person, by: named(state, by), at, ...(reason === undefined ? {} : { reason }) };
}
