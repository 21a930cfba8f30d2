import { membersOf, type Json } from '../../base/canonical.ts';
import { LOWLINE } from '../../contract/debrief.ts';
import { LEARNING_HARMED, LEARNING_HARMS, LEARNING_KINDS, LEARNING_QUESTIONS } from '../../contract/learning.ts';

/** A fact about a debrief, as far as it is read here. */
export interface ToldFact {
  readonly kind: string;
  readonly at: number;
  readonly data: Json;
  readonly secret?: { readonly value: Json | undefined } | undefined;
}

/** What may be the name of a factor: an id of the form's lists. Anything else could be somebody's words, and is not counted. */
const FACTOR = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/;
const FACTORS_MAX = 20;

export interface Told {
  /** Names of what is said, each once: `kind:verbal`, `factor:noise`, `possible:listen`, `harm:worker:physical:serious`, `no:felt`. */
  readonly said: readonly string[];
  readonly factors: readonly string[];
  /** How each change that was looked at has worked. */
  readonly worked: readonly ('yes' | 'partly' | 'no')[];
  readonly plannedAt: readonly number[];
  readonly doneAt: readonly number[];
  /** Texts whose key was destroyed. */
  readonly notKept: number;
}

/** What the facts of one debrief say that can be counted; free text is never looked at. The newest version of each part counts. */
export function toldIn(facts: readonly ToldFact[]): Told {
  const said = new Set<string>();
  let notKept = 0;
  const latest = (kind: string): ReturnType<typeof membersOf> => {
    const fact = facts.findLast((one) => one.kind === kind);
    if (fact?.secret === undefined) return undefined;
    if (fact.secret.value === undefined) notKept += 1;
    return membersOf(fact.secret.value);
  };
  const review = latest('DebriefReviewed');
  const factors = listOf(review?.['factors'])
    .filter((factor) => FACTOR.test(factor))
    .slice(0, FACTORS_MAX);
  for (const factor of factors) said.add(`factor:${factor}`);
  for (const kind of known(LEARNING_KINDS, review?.['kinds'])) said.add(`kind:${kind}`);
  for (const step of known(LOWLINE, review?.['possible'])) said.add(`possible:${step}`);
  for (const step of known(LOWLINE, review?.['helped'])) said.add(`helped:${step}`);
  for (const who of LEARNING_HARMED) {
    const harm = membersOf(review?.[who]);
    for (const kind of LEARNING_HARMS) {
      const grade = harm?.[kind];
      if (grade === 'some' || grade === 'serious') said.add(`harm:${who}:${kind}:some`);
      if (grade === 'serious') said.add(`harm:${who}:${kind}:serious`);
    }
  }
  const alarm = membersOf(latest('AccountGiven')?.['alarm']);
  for (const question of LEARNING_QUESTIONS) if (alarm?.[question] === 'no') said.add(`no:${question}`);
  const times = (kind: string): number[] => facts.filter((fact) => fact.kind === kind).map(({ at }) => at);
  return {
    said: [...said],
    factors: [...new Set(factors)],
    worked: facts.flatMap((fact) => (fact.kind === 'PreventionChecked' ? workedIn(fact) : [])),
    plannedAt: times('PreventionPlanned'),
    doneAt: times('PreventionDone'),
    notKept,
  };
}

/** It stands in the open, or beside the words in the sealed part. */
function workedIn({ data, secret }: ToldFact): Told['worked'][number][] {
  const worked = membersOf(data)?.['worked'] ?? membersOf(secret?.value)?.['worked'];
  return worked === 'yes' || worked === 'partly' || worked === 'no' ? [worked] : [];
}

function listOf(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

function known<T extends string>(names: readonly T[], value: Json | undefined): T[] {
  const list = listOf(value);
  return names.filter((name) => list.includes(name));
}
