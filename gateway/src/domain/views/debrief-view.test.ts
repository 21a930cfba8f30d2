import { describe, expect, it } from 'vitest';
import type { DebriefDetail } from '../../contract/debrief.ts';
import { smallHouse, type Stage } from '../testing/stage.ts';
import { debriefDetail } from './debrief-view.ts';

const read = (stage: Stage): DebriefDetail['alarms'][number] | undefined =>
  debriefDetail(stage.state.committed, { debrief: stage.debrief, alarms: [stage.alarm], facts: [], drafts: {} }, stage.reader('ruth'))
    ?.alarms[0];

/** Taken after 2 s, with the worker after 90 s, all clear after 5 minutes. */
function over(): Stage {
  const stage = smallHouse();
  stage.press('b-ana', [1, 1]);
  stage.pass(2_000);
  stage.act('maria', 'take');
  stage.pass(88_000);
  stage.act('maria', 'here');
  stage.pass(210_000);
  stage.act('maria', 'all-clear');
  return stage;
}

describe('what the debrief says of how an alarm went', () => {
  it.each<[string, (stage: Stage) => unknown]>([
    ['is over', () => undefined],
    ['was pressed again after the all clear', (stage) => stage.press('b-ana', [1, 2])],
    ['was not all clear', (stage) => stage.act('lee', 'not-all-clear')],
    [
      'was opened again, taken by another one, and reached again',
      (stage) => [stage.press('b-ana', [1, 2]), stage.act('lee', 'take'), stage.act('lee', 'here')],
    ],
  ])('the first take and the first arrival, when it %s', (_, then) => {
    const stage = over();
    then(stage);
    expect(read(stage)).toMatchObject({ takenAfterMs: 2_000, hereAfterMs: 90_000 });
  });

  it('the first take stays, released or taken over', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    stage.pass(2_000);
    stage.act('maria', 'take');
    stage.pass(10_000);
    stage.act('lee', 'take-over');
    expect(read(stage)).toMatchObject({ takenAfterMs: 2_000 });
    stage.act('lee', 'release');
    expect(read(stage)).toMatchObject({ takenAfterMs: 2_000 });
    expect(read(stage)).not.toHaveProperty('hereAfterMs');
  });

  it('nothing of what did not happen', () => {
    const stage = smallHouse();
    stage.press('b-ana', [1, 1]);
    expect(read(stage)).not.toHaveProperty('takenAfterMs');
    expect(read(stage)).not.toHaveProperty('hereAfterMs');
  });
});
