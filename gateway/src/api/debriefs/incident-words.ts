import type { DebriefDetail } from '../../contract/debrief.ts';
import type { DutyView } from '../../contract/duty.ts';
import type { IncidentPaper } from '../papers/incident-paper.ts';
import type { IncidentTexts } from '../papers/texts.ts';

type Rows = IncidentPaper['sections'][number]['rows'];
type Texts = IncidentPaper['texts'];

/** How the paper says things: its words, and a moment. */
export interface Saying {
  readonly words: IncidentTexts;
  readonly time: (at: number) => string;
}

/** Each hand-over with its reason, and who was passed over. */
export function lineRows({ line }: DebriefDetail, { words, time }: Saying): Rows {
  const { reasons, passedOver } = words;
  return line.map(({ to, at, reason, passed }) => {
    const people = passed.map(({ name, why }) => `${name} (${reasons[why]})`).join(', ');
    return [time(at), `${to.name} (${reasons[reason]})${people === '' ? '' : `; ${passedOver(people)}`}`];
  });
}

/** What was said of how they are; fields that were left empty are left out. */
export function welfareRows({ welfare }: DebriefDetail, { words, time }: Saying): Rows {
  const of = words.welfare;
  if (welfare === undefined) return [[of.notYet, '']];
  const { hurt, safe, talk, by, at } = welfare;
  return [
    [of.asked, words.alarm.by({ when: time(at), by: by.name })],
    ...(hurt === undefined ? [] : [[of.hurt, of.hurts[hurt]] as const]),
    ...(safe === undefined ? [] : [[of.safe, safe ? words.yes : words.no] as const]),
    ...(talk === undefined ? [] : [[of.talk, of.talks[talk]] as const]),
  ];
}

export function welfareTexts({ welfare }: DebriefDetail, { words }: Saying): Texts {
  const { wayHome, support, declined } = welfare ?? {};
  const { headings } = words;
  return [
    { heading: headings.wayHome, body: wayHome },
    { heading: headings.support, body: support },
    { heading: headings.declined, body: declined },
  ].flatMap(({ heading, body }) => (body === undefined || body === '' ? [] : [{ heading, body }]));
}

/** The worker's own words, as they stand. */
export function accountTexts({ account }: DebriefDetail, { words, time }: Saying): Texts {
  if (account === undefined) return [];
  const heading = words.headings.account(time(account.at), account.version);
  if (account.account === '' && account.notNow === true) return [{ heading, body: words.notNow }];
  const { before } = account;
  const earlier = before === undefined || before === '' ? [] : [{ heading: words.headings.before, body: before }];
  return [...earlier, { heading, body: account.account }];
}

/** What was decided about telling somebody, and who was told. The rules' own titles are as they came with the gateway. */
export function dutyRows({ decisions, notified, rules, aware }: DutyView, { words, time }: Saying): Rows {
  const of = words.duty;
  const titleOf = (id: string): string => rules.find(({ rule }) => rule === id)?.title ?? id;
  const [now] = decisions;
  if (now === undefined) return [[of.notYet, '']];
  const { decision, at, by, version } = now;
  return [
    [of.known, time(aware.at)],
    [of.decided, of.decision({ decision: of.decisions[decision], when: time(at), by: by.name, version })],
    ...now.rules.map((id) => [of.rule, titleOf(id)] as const),
    ...notified.flatMap(({ told, to, how, reference, scene }) => {
      const said = [time(told), to, how, reference === undefined ? undefined : of.reference(reference)].filter(
        (word) => word !== undefined,
      );
      return [[of.told, said.join(', ')] as const, ...(scene === undefined ? [] : [[of.scene, of.scenes[scene]] as const])];
    }),
  ];
}
