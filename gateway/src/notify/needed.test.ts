import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../base/durations.ts';
import type { QueuedMessage } from '../engine/ports/outbox.ts';
import { openItems } from '../domain/rules/debrief-items.ts';
import { commandOf, toldStory } from '../domain/testing/debrief-story.ts';
import { person, type Stage } from '../domain/testing/stage.ts';
import { overdueFor } from '../domain/views/overdue-view.ts';
import { whyNotNeeded } from './needed.ts';

/** Whether a message that is asked of somebody would go out now. */
function goesOut(stage: Stage, to: string): boolean {
  const message: QueuedMessage = {
    attempts: 0,
    id: 'm',
    channel: 'contact',
    to: `person:${to}`,
    body: { template: 'debrief-asked' },
    about: stage.debrief.debrief,
    dueAt: stage.at,
  };
  return whyNotNeeded(message, stage.state.committed, { at: stage.at, t: stage.t }) === undefined;
}

describe('whoever is asked something about a debrief hears of it, in whatever state that is', () => {
  test('the owner of a dispute, the second person, whoever looks in, and whoever does an action; nobody else', () => {
    const stage = toldStory();
    expect(['sam', 'lee', 'tom', 'ruth', 'maria', 'ana'].filter((who) => goesOut(stage, who))).toEqual(['sam', 'lee', 'tom', 'ruth']);
  });

  test('not once it is answered, done, or somebody else is asked', () => {
    const stage = toldStory();
    stage.do('lee', commandOf(stage, 'disagree'));
    stage.do('tom', commandOf(stage, 'action-done'));
    stage.do('ruth', commandOf(stage, 'support-checked'));
    expect(goesOut(stage, 'ruth')).toBe(false);
    expect(goesOut(stage, 'lee')).toBe(false);
    expect(goesOut(stage, 'tom')).toBe(false);
  });

  test('who was named as part of it is not asked to look in, also where the message waits already', () => {
    const stage = toldStory();
    expect(goesOut(stage, 'ruth')).toBe(true);
    stage.do('sam', { do: 'name-involved', person: person('ruth') });
    expect(goesOut(stage, 'ruth')).toBe(false);
  });
});

describe('what waits for a word has a day', () => {
  const kinds = (stage: Stage): string[] => openItems(stage.debrief).map(({ kind }) => kind);

  test('a dispute and a second person: three days, then overdue, until it is said', () => {
    const stage = toldStory();
    const overdue = (): readonly string[] => overdueFor(stage.state.committed, stage.reader('ruth')).kinds.map(({ kind }) => kind);
    expect(openItems(stage.debrief)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'dispute', due: stage.at + 3 * DAY_MS, who: 'sam' }) as unknown,
        expect.objectContaining({ kind: 'agreement', due: stage.at + 3 * DAY_MS, who: 'lee' }) as unknown,
      ]),
    );
    stage.pass(3 * DAY_MS);
    expect(overdue()).not.toContain('dispute');
    stage.pass(1);
    expect(stage.debrief.owner).toBe('sam');
    expect(kinds(stage)).toEqual(expect.arrayContaining(['dispute', 'agreement']));
    stage.do('sam', commandOf(stage, 'answer-dispute'));
    stage.do('lee', commandOf(stage, 'agree'));
    expect(kinds(stage)).not.toContain('dispute');
    expect(kinds(stage)).not.toContain('agreement');
  });

  test('one that was not agreed to is the owner’s to decide anew', () => {
    const stage = toldStory();
    stage.do('lee', commandOf(stage, 'disagree'));
    expect(openItems(stage.debrief)).toEqual(
      expect.arrayContaining([expect.objectContaining({ kind: 'agreement', who: 'sam' }) as unknown]),
    );
    stage.do('sam', commandOf(stage, 'decide-service'));
    expect(kinds(stage)).not.toContain('agreement');
  });
});
