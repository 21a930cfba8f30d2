import type { IncidentKind } from '@duress/gateway/contract/debrief-content.ts';
import type { LOWLINE, ReviewBody } from '@duress/gateway/contract/debrief.ts';

/** The contract's lists once more as plain values, so that the schema library stays out of the page; the types hold them together. */
export const LOWLINE_STEPS = ['listen', 'offer', 'wait', 'look', 'incline', 'nod', 'express'] as const satisfies typeof LOWLINE;
export const WHOM = ['worker', 'bystanders', 'client'] as const satisfies readonly (keyof ReviewBody)[];
export const HARM_KINDS = ['physical', 'emotional', 'social'] as const satisfies readonly (keyof Harm)[];
export const HARM_SCALE = ['none', 'some', 'serious', 'prefer-not-to-say'] as const satisfies readonly HarmScale[];

export type LowlineStep = (typeof LOWLINE_STEPS)[number];
export type Harm = NonNullable<ReviewBody['worker']>;
export type HarmScale = NonNullable<Harm['physical']>;

/** The review as its form holds it. */
export interface ReviewFields {
  before: string;
  possible: LowlineStep[];
  helped: LowlineStep[];
  harm: Record<(typeof WHOM)[number], Partial<Record<(typeof HARM_KINDS)[number], HarmScale | ''>>>;
  alarmWorked: string;
  /** Has a page of its own by now; what an earlier form said is kept. */
  service: string;
  kinds: IncidentKind[];
  factors: string[];
}

export function reviewFields(review: ReviewBody | undefined, alarmWorked: string): ReviewFields {
  return {
    before: review?.before ?? '',
    possible: [...(review?.possible ?? [])],
    helped: [...(review?.helped ?? [])],
    harm: { worker: { ...review?.worker }, bystanders: { ...review?.bystanders }, client: { ...review?.client } },
    alarmWorked: review?.alarmWorked ?? alarmWorked,
    service: review?.service ?? '',
    kinds: [...(review?.kinds ?? [])],
    factors: [...(review?.factors ?? [])],
  };
}

/** What is sent: fields that were left empty are not in it. */
export function reviewBody(fields: ReviewFields): ReviewBody {
  const body: ReviewBody = {};
  for (const key of ['before', 'alarmWorked', 'service'] as const) {
    const text = fields[key].trim();
    if (text !== '') body[key] = text;
  }
  if (fields.kinds.length > 0) body.kinds = fields.kinds;
  if (fields.factors.length > 0) body.factors = fields.factors;
  if (fields.possible.length > 0) body.possible = fields.possible;
  // A step that was not possible can't have helped.
  const helped = fields.helped.filter((step) => fields.possible.includes(step));
  if (helped.length > 0) body.helped = helped;
  for (const whom of WHOM) {
    const harm: Harm = {};
    for (const kind of HARM_KINDS) {
      const scale = fields.harm[whom][kind];
      if (scale !== undefined && scale !== '') harm[kind] = scale;
    }
    if (Object.keys(harm).length > 0) body[whom] = harm;
  }
  return body;
}
