import type { DebriefDetail } from '../../contract/debrief.ts';
import type { DutyView } from '../../contract/duty.ts';
import type { IncidentPaper } from '../papers/incident-paper.ts';

type Rows = IncidentPaper['sections'][number]['rows'];
type Texts = IncidentPaper['texts'];
type Time = (at: number) => string;

const HURT = { no: 'no', minor: 'a little', 'needs-care': 'needs care', 'prefer-not-to-say': 'would rather not say' } as const;
const SCENE = { kept: 'kept as it was', released: 'released by them', 'not-kept': 'could not be kept' } as const;
const DECISION = { yes: 'yes', no: 'no', unsure: 'not sure yet' } as const;

/** Each hand-over with its reason, and who was passed over. */
export function lineRows({ line }: DebriefDetail, time: Time): Rows {
  return line.map(({ to, at, reason, passed }) => {
    const over = passed.length === 0 ? '' : `; passed over: ${passed.map(({ name, why }) => `${name} (${why})`).join(', ')}`;
    return [time(at), `${to.name} (${reason})${over}`];
  });
}

/** What was said of how they are; fields that were left empty are left out. */
export function welfareRows({ welfare }: DebriefDetail, time: Time): Rows {
  if (welfare === undefined) return [['Not asked yet', '']];
  const { hurt, safe, talk, by, at } = welfare;
  return [
    ['Asked', `${time(at)} by ${by.name}`],
    ...(hurt === undefined ? [] : [['Hurt', HURT[hurt]] as const]),
    ...(safe === undefined ? [] : [['Safe', safe ? 'yes' : 'no'] as const]),
    ...(talk === undefined ? [] : [['Wants to talk', talk] as const]),
  ];
}

export function welfareTexts({ welfare }: DebriefDetail): Texts {
  const { wayHome, support, declined } = welfare ?? {};
  return [
    { heading: 'Way home', body: wayHome },
    { heading: 'Support offered', body: support },
    { heading: 'They did not want this talk', body: declined },
  ].flatMap(({ heading, body }) => (body === undefined || body === '' ? [] : [{ heading, body }]));
}

/** The worker's own words, as they stand. */
export function accountTexts({ account }: DebriefDetail, time: Time): Texts {
  if (account === undefined) return [];
  const version = `${time(account.at)}, version ${String(account.version)}`;
  if (account.account === '' && account.notNow === true)
    return [{ heading: `The worker’s own account (${version})`, body: 'Not now. That is a good answer.' }];
  const before =
    account.before === undefined || account.before === ''
      ? []
      : [{ heading: 'What came before, in the worker’s own words', body: account.before }];
  return [...before, { heading: `The worker’s own account (${version})`, body: account.account }];
}

/** What was decided about telling somebody, and who was told. */
export function dutyRows({ decisions, notified, rules, aware }: DutyView, time: Time): Rows {
  const titleOf = (id: string): string => rules.find(({ rule }) => rule === id)?.title ?? id;
  const [now] = decisions;
  if (now === undefined) return [['Not decided yet', '']];
  return [
    ['Known since', time(aware.at)],
    ['Decided', `${DECISION[now.decision]}, ${time(now.at)} by ${now.by.name}, version ${String(now.version)}`],
    ...now.rules.map((id) => ['By the rule', titleOf(id)] as const),
    ...notified.flatMap((one) => {
      const words = [one.to, one.how, one.reference === undefined ? undefined : `reference ${one.reference}`].filter(
        (word) => word !== undefined,
      );
      const scene = one.scene === undefined ? [] : [['Scene', SCENE[one.scene]] as const];
      return [['Told', [time(one.told), ...words].join(', ')] as const, ...scene];
    }),
  ];
}
