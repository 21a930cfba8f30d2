import { expect, test } from 'vitest';
import type { Debrief } from '../debrief.ts';
import type { Fact } from '../facts/catalogue.ts';
import { person, smallHouse, type Stage } from '../testing/stage.ts';
import { personExport, type PersonExport } from './person-export.ts';

/** What Ana is told of herself; the facts of her only debrief as they are read back. */
function exported(stage: Stage, of: { readonly debrief?: Debrief; readonly facts?: readonly Fact[] } = {}): PersonExport {
  const { debrief, facts = [] } = of;
  return personExport(
    stage.state,
    { person: person('ana'), at: stage.at },
    {
      alarms: [...stage.state.alarms.values()],
      debriefs: debrief === undefined ? [] : [{ debrief, facts, readings: [] }],
      more: false,
    },
  );
}

const told = (data: PersonExport): unknown => data.debriefs[0]?.['written'];

test('the answer, how they were later, and what they said is not right; an end without words is no word', () => {
  const stage = smallHouse();
  const facts: Fact[] = [];
  const ruth = (command: Parameters<Stage['do']>[1]): void => {
    facts.push(...stage.do('ruth', command).facts);
  };
  stage.press('b-ana', [1, 1]);
  stage.act('maria', 'take');
  stage.act('maria', 'all-clear');
  stage.act('lee', 'close', { outcome: 'genuine' });
  ruth({ do: 'accept' });
  ruth({ do: 'welfare', body: { wayHome: 'a taxi' } });
  ruth({ do: 'complete', answer: 'a second door' });
  facts.push(...stage.do('ana', { do: 'dispute', body: { part: 'answer', text: 'there is none' } }).facts);
  const { debrief } = stage;
  ruth({ do: 'follow-up', body: { which: 'week', how: 'shaken' } });
  ruth({ do: 'answer-dispute', body: { dispute: debrief.disputes?.[0]?.dispute ?? '', text: 'it is built in June' } });
  ruth({ do: 'follow-up', body: { which: 'month', how: 'well' } });
  const words = [
    { what: 'how you were', text: { wayHome: 'a taxi' } },
    { what: 'the answer to you', text: { answer: 'a second door' } },
    { what: 'what you said is not right', text: { text: 'there is none' } },
    { what: 'how you were later', text: { how: 'shaken' } },
    { what: 'the answer to that', text: { text: 'it is built in June' } },
    { what: 'how you were later', text: { how: 'well' } },
  ];
  const completed = { kind: 'DebriefCompleted', at: stage.at, data: { debrief: debrief.debrief, by: 'ruth' } } as unknown as Fact; // as: what is read of it.
  expect(told(exported(stage, { debrief, facts: [...facts, completed] }))).toMatchObject(words);
  expect(JSON.stringify(exported(stage, { debrief, facts: [...facts, completed] }))).not.toContain('destroyed');
  // One that is sealed and does not open says so.
  const gone = facts.filter(({ kind }) => kind === 'DebriefAnswered').map((fact) => ({ ...fact, secret: { value: undefined } }));
  expect(told(exported(stage, { debrief, facts: gone as unknown as Fact[] }))).toMatchObject([{ text: 'the key was destroyed' }]); // as: read back.
});

test('that an alarm is not over is said, and not of one that the duress PIN alone has raised', () => {
  const open = 'An alarm that is not over, in part';
  const pressed = smallHouse();
  pressed.press('b-ana', [1, 1]);
  expect(exported(pressed).notInIt.map(({ what }) => what)).toContain(open);
  const silent = smallHouse();
  silent.press('b-ana', [1, 1], { kind: 'cancel', pin: '8642' });
  expect(silent.alarm.worker).toBe('ana');
  expect(exported(silent).notInIt.map(({ what }) => what)).not.toContain(open);
});
