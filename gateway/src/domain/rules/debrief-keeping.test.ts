import { describe, expect, test } from 'vitest';
import { ATTACHMENTS_MAX, ATTACHMENTS_TOTAL_MAX } from '../../contract/keeping.ts';
import { person, smallHouse, type Outcome, type Stage } from '../testing/stage.ts';
import { READING_MS } from './debrief-keeping.ts';

function opened(): Stage {
  const stage = smallHouse();
  stage.press('b-ana', [1, 1]);
  return stage;
}

const note = { name: 'door.jpg', alt: 'a door' };
const add = (stage: Stage, actor: string, more: { attachment?: string; bytes?: number } = {}): Outcome =>
  stage.do(actor, { do: 'attach', attachment: 'f-1', bytes: 10, sha256: 'ab', note, ...more });

describe('photos', () => {
  test('whose it is says what it belongs to; its words are under its own key', () => {
    const stage = opened();
    expect(add(stage, 'ana').facts).toMatchObject([
      { kind: 'AttachmentAdded', data: { part: 'account', by: 'ana' }, secret: { subject: 'attachment:f-1', value: note } },
    ]);
    expect(add(stage, 'ruth', { attachment: 'f-2' }).facts).toMatchObject([{ data: { part: 'review' } }]);
    expect(add(stage, 'ruth', { attachment: 'f-2' }).reply).toMatchObject({ code: 'not-now', detail: 'there' });
    expect(stage.debrief.attachments).toHaveLength(2);
    expect(stage.do('ruth', { do: 'detach', attachment: 'f-1' }).reply).toMatchObject({ code: 'not-yours' });
    expect(stage.do('ana', { do: 'detach', attachment: 'f-1' }).kinds).toEqual(['AttachmentRemoved']);
    expect(stage.do('ana', { do: 'detach', attachment: 'f-1' }).reply).toMatchObject({ code: 'unknown-attachment' });
    expect(stage.debrief.attachments).toMatchObject([{ attachment: 'f-2' }]);
  });

  test.each(['house', 'person:ruth', 'debrief:d-i1'])('none is taken away while a hold on %s stands', (on) => {
    const stage = opened();
    add(stage, 'ana');
    const hold = (set: boolean): Outcome => stage.give({ type: 'hold', actor: person('sam'), on, reason: 'a court asks', set });
    expect(hold(true).kinds).toEqual(['HoldSet']);
    expect(stage.do('ana', { do: 'detach', attachment: 'f-1' }).reply).toMatchObject({ code: 'not-now', detail: 'hold' });
    expect(stage.debrief.attachments).toHaveLength(1);
    hold(false);
    expect(stage.do('ana', { do: 'detach', attachment: 'f-1' }).kinds).toEqual(['AttachmentRemoved']);
  });

  test('bounds: how many, and how much in all', () => {
    const stage = opened();
    for (let i = 0; i < ATTACHMENTS_MAX; i += 1) expect(add(stage, 'ana', { attachment: `f-${String(i)}` }).kinds).toHaveLength(1);
    expect(add(stage, 'ana', { attachment: 'f-more' }).reply).toMatchObject({ detail: 'too-many-photos' });
    const full = opened();
    expect(add(full, 'ana', { bytes: ATTACHMENTS_TOTAL_MAX - 10 }).kinds).toHaveLength(1);
    expect(add(full, 'ana', { attachment: 'f-2', bytes: 11 }).reply).toMatchObject({ detail: 'no-room' });
    expect(add(full, 'ana', { attachment: 'f-2', bytes: 10 }).kinds).toHaveLength(1);
  });
});

describe('readings', () => {
  const read = (stage: Stage, more: { actor?: string; via?: 'page' | 'export'; relation?: string } = {}): Outcome => {
    const { actor = 'ruth', via = 'page', relation = 'owner' } = more;
    return stage.give({
      type: 'reading',
      actor: person(actor),
      debrief: stage.debrief.debrief,
      relation,
      parts: ['account'],
      via,
    });
  };

  test('one for each sitting, reader and way', () => {
    const stage = opened();
    expect(read(stage).kinds).toEqual(['DebriefRead']);
    stage.pass(READING_MS - 1);
    expect(read(stage).kinds).toEqual([]);
    expect(read(stage, { via: 'export' }).kinds).toEqual(['DebriefRead']);
    expect(read(stage, { actor: 'sam' }).kinds).toEqual(['DebriefRead']);
    stage.pass(1);
    expect(read(stage).kinds).toEqual(['DebriefRead']);
  });

  test('who saw a part and is then given the debrief reads it for the first time', () => {
    const stage = opened();
    for (const relation of ['second', 'action-owner', 'owner'])
      expect(read(stage, { relation }).facts).toMatchObject([{ kind: 'DebriefRead', data: { by: 'ruth', relation } }]);
    expect(read(stage).kinds).toEqual([]);
  });

  test('memory keeps those of the last minutes alone', () => {
    const stage = opened();
    for (const actor of ['ruth', 'sam', 'lee']) read(stage, { actor });
    expect(stage.state.readings.size).toBe(3);
    stage.pass(READING_MS);
    read(stage);
    expect(stage.state.readings.size).toBe(1);
  });
});
