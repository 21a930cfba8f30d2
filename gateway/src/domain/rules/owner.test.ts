import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GrantId, PersonId } from '../../base/ids.ts';
import type { Person } from '../people.ts';
import { person, place, somebody, somewhere, Stage } from '../testing/stage.ts';
import { findOwner, NOBODY, type OwnerAnswer } from './owner.ts';

const AT = 1_000_000;
const ON_LEAVE = { leave: [{ from: AT, to: AT + 1 }] };
const SOON_BACK = { leave: [{ from: AT - 1, to: AT }] };

interface Company {
  /** In the line upwards: worker, manager, her manager … */
  readonly line?: readonly (readonly [id: string, more?: Partial<Person>])[];
  readonly others?: readonly Person[];
  readonly fallback?: readonly string[];
  readonly administrators?: readonly string[];
  readonly responsible?: string;
}

function company({ line = [], others = [], fallback = [], administrators = [], responsible }: Company): Stage {
  const stage = new Stage();
  const people = line.map(([id, more], i) => {
    const above = line[i + 1]?.[0];
    return somebody(id, { place: place('site'), ...(above === undefined ? {} : { manager: person(above) }), ...more });
  });
  const site = somewhere('site', {
    kind: 'site',
    fallback: fallback.map(person),
    ...(responsible === undefined ? {} : { responsible: person(responsible) }),
  });
  stage.put(...people, ...others, site);
  for (const id of administrators)
    stage.state.grants.set(id as GrantId, { grant: id as GrantId, person: person(id), role: 'administrator' });
  stage.state.settle();
  return stage;
}

interface Asked {
  readonly worker?: string;
  readonly involved?: readonly string[];
  readonly tried?: readonly string[];
  readonly refused?: readonly string[];
}

function ownerOf(stage: Stage, { worker, involved = [], tried, refused }: Asked): OwnerAnswer {
  return findOwner({
    state: stage.state.committed,
    at: AT,
    worker: worker === undefined ? undefined : person(worker),
    place: place('site'),
    involved: involved.map(person),
    tried: tried?.map(person),
    refused: refused?.map(person),
  });
}

const W = ['w'] as const;

describe('who owns a debrief', () => {
  it.each<[string, Company, Asked, Partial<Record<keyof OwnerAnswer, unknown>>]>([
    ['the worker’s manager', { line: [W, ['m']] }, { worker: 'w' }, { owner: 'm', reason: 'manager', passed: [] }],
    ['the manager who is back this very moment', { line: [W, ['m', SOON_BACK]] }, { worker: 'w' }, { owner: 'm', reason: 'manager' }],
    [
      'the delegate of a manager on leave',
      { line: [W, ['m', { ...ON_LEAVE, delegate: person('d') }], ['n']], others: [somebody('d')] },
      { worker: 'w' },
      { owner: 'd', reason: 'leave', passed: [{ person: 'm', why: 'leave' }] },
    ],
    [
      'one hop to a delegate and no further',
      {
        line: [W, ['m', { ...ON_LEAVE, delegate: person('d') }], ['n']],
        others: [somebody('d', { ...ON_LEAVE, delegate: person('e') }), somebody('e')],
      },
      { worker: 'w' },
      { owner: 'n', reason: 'leave' },
    ],
    [
      'a delegate who took part is passed over',
      { line: [W, ['m', { unavailable: true, delegate: person('d') }], ['n']], others: [somebody('d')] },
      { worker: 'w', involved: ['d'] },
      { owner: 'n', reason: 'unavailable' },
    ],
    [
      'the delegate is the worker',
      { line: [W, ['m', { unavailable: true, delegate: person('w') }], ['n']] },
      { worker: 'w' },
      { owner: 'n', reason: 'unavailable' },
    ],
    ['up, when the manager took part', { line: [W, ['m'], ['n']] }, { worker: 'w', involved: ['m'] }, { owner: 'n', reason: 'involved' }],
    [
      'a manager who took part sends no delegate',
      { line: [W, ['m', { delegate: person('d') }], ['n']], others: [somebody('d')] },
      { worker: 'w', involved: ['m'] },
      { owner: 'n' },
    ],
    [
      'somebody who left the house is away',
      { line: [W, ['m', { active: false }], ['n']] },
      { worker: 'w' },
      { owner: 'n', reason: 'unavailable' },
    ],
    [
      'the fallback list, in its order',
      { line: [W, ['m', ON_LEAVE]], others: [somebody('f', ON_LEAVE), somebody('g')], fallback: ['f', 'g'], administrators: ['g'] },
      { worker: 'w' },
      {
        owner: 'g',
        reason: 'fallback',
        passed: [
          { person: 'm', why: 'leave' },
          { person: 'f', why: 'leave' },
        ],
      },
    ],
    [
      'the administrators',
      { line: [W], others: [somebody('a')], administrators: ['a'] },
      { worker: 'w' },
      { owner: 'a', reason: 'administrator' },
    ],
    [
      'a place’s responsible person, without a worker',
      { others: [somebody('r')], responsible: 'r' },
      {},
      { owner: 'r', reason: 'responsible' },
    ],
    [
      'the fallback list, without anybody responsible',
      { others: [somebody('f')], fallback: ['f'] },
      {},
      { owner: 'f', reason: 'fallback' },
    ],
    [
      'a loop in the line ends it',
      { line: [W, ['m', { ...ON_LEAVE, manager: person('m') }]], others: [somebody('f')], fallback: ['f'] },
      { worker: 'w' },
      { owner: 'f' },
    ],
    [
      'a line that comes back to the worker',
      { line: [W, ['m', { ...ON_LEAVE, manager: person('w') }]], others: [somebody('f')], fallback: ['f'] },
      { worker: 'w' },
      { owner: 'f' },
    ],
    [
      'a hole in the line ends it',
      { line: [['w', { manager: person('gone') }]], others: [somebody('f')], fallback: ['f'] },
      { worker: 'w' },
      { owner: 'f' },
    ],
    [
      'the worker in the fallback list does not count',
      { line: [W], others: [somebody('f')], fallback: ['w', 'f'] },
      { worker: 'w' },
      { owner: 'f' },
    ],
    // Nobody is free.
    [
      'away rather than involved',
      { line: [W, ['m', ON_LEAVE], ['n']] },
      { worker: 'w', involved: ['n'] },
      { owner: 'm', reason: 'unavailable' },
    ],
    [
      'anybody who took no part rather than who did',
      { line: [W, ['m']], others: [somebody('x')] },
      { worker: 'w', involved: ['m'] },
      { owner: 'x' },
    ],
    [
      'even somebody away whom no list names',
      { line: [W, ['m']], others: [somebody('x', ON_LEAVE)] },
      { worker: 'w', involved: ['m'] },
      { owner: 'x' },
    ],
    [
      'not somebody who was erased',
      { line: [W, ['m']], others: [somebody('x', { erased: true })] },
      { worker: 'w', involved: ['m'] },
      { owner: 'm', reason: 'conflict' },
    ],
    [
      'all took part: the first who is not the own manager',
      { line: [W, ['m'], ['n'], ['o']] },
      { worker: 'w', involved: ['m', 'n', 'o'] },
      { owner: 'n', reason: 'conflict' },
    ],
    [
      'all took part and the manager is all there is',
      { line: [W, ['m']] },
      { worker: 'w', involved: ['m'] },
      { owner: 'm', reason: 'conflict' },
    ],
    ['nobody but the worker', { line: [W] }, { worker: 'w' }, { reason: 'conflict' }],
    ['nobody at all', {}, {}, { owner: NOBODY, reason: 'conflict' }],
    // Without an answer.
    ['upwards', { line: [W, ['m'], ['n']] }, { worker: 'w', tried: ['m'] }, { owner: 'n', reason: 'no-answer' }],
    [
      'on from the delegate to the next above',
      { line: [W, ['m', { ...ON_LEAVE, delegate: person('d') }], ['n']], others: [somebody('d')], fallback: ['d'] },
      { worker: 'w', tried: ['d'] },
      { owner: 'n' },
    ],
    [
      'from the top of the line to the fallback list',
      { line: [W, ['m']], others: [somebody('f')], fallback: ['f'] },
      { worker: 'w', tried: ['m'] },
      { owner: 'f', reason: 'fallback' },
    ],
    [
      'from one of the list to the next',
      { line: [W, ['m']], others: [somebody('f'), somebody('g')], fallback: ['f', 'g'] },
      { worker: 'w', tried: ['m', 'f'] },
      { owner: 'g' },
    ],
    [
      'whoever was asked by hand and did not answer: to the line again',
      { line: [W, ['m'], ['n']], others: [somebody('x')] },
      { worker: 'w', tried: ['m', 'x'] },
      { owner: 'n' },
    ],
    [
      'round again, to whoever was asked longest ago',
      { line: [W, ['m'], ['n']] },
      { worker: 'w', tried: ['m', 'n'] },
      { owner: 'm', reason: 'no-answer' },
    ],
    ['and on round', { line: [W, ['m'], ['n']] }, { worker: 'w', tried: ['m', 'n', 'm'] }, { owner: 'n' }],
    [
      'to the same again when there is nobody else',
      { line: [W, ['m']] },
      { worker: 'w', tried: ['m'] },
      { owner: 'm', reason: 'no-answer' },
    ],
    [
      'in turn with the delegate when there is nobody else',
      { line: [W, ['m'], ['gone', { active: false, delegate: person('d') }]], others: [somebody('d')] },
      { worker: 'w', tried: ['m', 'd', 'm'] },
      { owner: 'd', reason: 'no-answer' },
    ],
    [
      'of those whom the worker does not want, when there is nobody else, to one who is here',
      { line: [W, ['m', ON_LEAVE], ['n']], others: [somebody('x')] },
      { worker: 'w', tried: ['m', 'n', 'x'], refused: ['m', 'n', 'x'] },
      { owner: 'n', reason: 'by-hand' },
    ],
    [
      'never to a colleague while the line can be asked again',
      { line: [W, ['m'], ['n']], others: [somebody('x')] },
      { worker: 'w', tried: ['m', 'n'] },
      { owner: 'm' },
    ],
  ])('%s', (_, house, asked, expected) => {
    expect(ownerOf(company(house), asked)).toMatchObject(expected);
  });
});

/** Organisations as they are drawn up by chance: loops, holes, leave, delegates, people in several roles. */
const organisation = fc.integer({ min: 1, max: 8 }).chain((size) => {
  const someone = fc.integer({ min: 0, max: size }).map((i) => `p${String(i)}`);
  const flag = fc.boolean();
  const one = fc.record({
    manager: fc.option(someone),
    delegate: fc.option(someone),
    leave: flag,
    unavailable: flag,
    active: fc.integer({ min: 0, max: 4 }),
  });
  return fc.record({
    people: fc.array(one, { minLength: size, maxLength: size }),
    involved: fc.uniqueArray(someone, { maxLength: 4 }),
    fallback: fc.array(someone, { maxLength: 3 }),
    administrators: fc.uniqueArray(someone, { maxLength: 2 }),
    worker: fc.option(someone),
  });
});

describe('whatever the organisation looks like', () => {
  it('there is always an owner, never the worker or who took part while there is anybody else, and no answer is never the end', () => {
    fc.assert(
      fc.property(organisation, ({ people, involved, fallback, administrators, worker }) => {
        const stage = company({
          others: people.map(({ manager, delegate, leave, unavailable, active }, i) =>
            somebody(`p${String(i)}`, {
              place: place('site'),
              ...(manager === null ? {} : { manager: person(manager) }),
              ...(delegate === null ? {} : { delegate: person(delegate) }),
              ...(leave ? ON_LEAVE : {}),
              unavailable,
              active: active > 0,
            }),
          ),
          fallback,
          administrators,
        });
        const asked = { involved, ...(worker === null ? {} : { worker }) };
        const others = [...stage.state.people.values()].filter(({ person: id }) => id !== worker && !involved.includes(id));
        const tried: PersonId[] = [];
        for (let round = 0; round < 3 * people.length + 3; round += 1) {
          const { owner, reason, passed } = ownerOf(stage, { ...asked, tried });
          expect(stage.state.people.has(owner)).toBe(true);
          expect(reason === 'conflict').toBe(others.length === 0);
          if (others.length > 0) expect(others.map((other) => other.person)).toContain(owner);
          else if (people.length > 1) expect(owner === worker && people.some((_, i) => `p${String(i)}` !== worker)).toBe(false);
          expect(passed.map((one) => one.person)).not.toContain(owner);
          // It goes on: not to the same again while there is somebody else who may be asked in turn.
          const turn = new Set(tried.slice(-2));
          if (tried.length > 2 && turn.size > 1) expect(owner).not.toBe(tried.at(-1));
          tried.push(owner);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
