import { describe, expect, test } from 'vitest';
import type { AlarmId } from '../../../gateway/src/base/ids.ts';
import type { Reply } from '../../../gateway/src/domain/input.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { Reception } from '../../harness/reception.ts';

const RACES = 1_000;

describe('two take one alarm at the same moment', () => {
  test(`a thousand times: exactly one has it, and the other is told who`, async () => {
    await using gateway = await TestGateway.start();
    const hands = new Hands(gateway);
    await hands.press('button-ana');
    const { core } = gateway.gateway;
    const { alarm } = hands.alarm;
    const winners = new Map<string, number>();
    for (let race = 0; race < RACES; race += 1) {
      const runners = race % 2 === 0 ? ['maria', 'lee'] : ['lee', 'maria'];
      const replies = await Promise.all(runners.map((one) => hands.act(one, 'take', { alarm })));
      const won = runners.filter((_, i) => replies[i]?.outcome === 'accepted');
      expect(won).toHaveLength(1);
      const [winner = ''] = won;
      const lost = replies.find((reply): reply is Extract<Reply, { outcome: 'refused' }> => reply.outcome === 'refused');
      expect(lost).toEqual({ outcome: 'refused', code: 'taken-by-other', by: winner });
      expect(core.committed.alarms.get(alarm)).toMatchObject({ state: 'taken', taken: { person: winner } });
      winners.set(winner, (winners.get(winner) ?? 0) + 1);
      expect(await hands.act(winner, 'release', { alarm })).toMatchObject({ outcome: 'accepted' });
    }
    expect([...winners.keys()].sort()).toEqual(['lee', 'maria']);
  });

  test('over HTTP the slower one gets 409 with the name of the faster one; undo gives it back; only the taker can', async () => {
    await using gateway = await TestGateway.start();
    const hands = new Hands(gateway);
    const [maria, ruth] = [
      await Reception.signIn(gateway.addresses.http, 'reception'),
      await Reception.signIn(gateway.addresses.http, 'manager'),
    ];
    await hands.press('button-ana');
    const { alarm } = hands.alarm;
    const ask = (who: Reception, action: string): ReturnType<Reception['ask']> => who.ask('POST', `/api/v1/alarms/${alarm}/${action}`);
    const answers = await Promise.all([ask(maria, 'take'), ask(ruth, 'take')]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
    const [winner, loser, name] = answers[0].status === 200 ? [maria, ruth, 'Maria Costa'] : [ruth, maria, 'Ruth Adler'];
    expect(answers.find((answer) => answer.status === 409)?.body).toMatchObject({ code: 'taken-by-other', by: { name } });
    expect(await ask(loser, 'release')).toMatchObject({ status: 403, body: { code: 'not-yours' } });
    expect(await ask(winner, 'release')).toMatchObject({ status: 200 });
    expect(hands.alarm.state).toBe('open');
    expect(await ask(loser, 'take')).toMatchObject({ status: 200 });
    expect(await ask(winner, 'take-over')).toMatchObject({ status: 200 });
    expect(await ask(loser, 'release')).toMatchObject({ status: 403 });
  });

  test('everything that is done is on the alarm’s own story', async () => {
    await using gateway = await TestGateway.start();
    const hands = new Hands(gateway);
    await hands.press('button-ana');
    const id: AlarmId = hands.alarm.alarm;
    await hands.act('maria', 'take');
    await hands.act('maria', 'all-clear');
    await hands.act('lee', 'not-all-clear');
    await hands.act('lee', 'all-clear');
    await hands.act('maria', 'close', { alarm: id, body: { outcome: 'precaution' } });
    const maria = await Reception.signIn(gateway.addresses.http, 'reception');
    const { body } = await maria.ask('GET', `/api/v1/alarms/${id}`);
    const kinds = (body as { timeline: { kind: string }[] }).timeline.map((entry) => entry.kind); // as: the contract of this answer.
    expect(kinds).toEqual([
      'SignalReceived',
      'AlarmRaised',
      'AlarmTaken',
      'AllClearSaid',
      'AllClearRefused',
      'AllClearSaid',
      'AlarmClosed',
    ]);
  });
});
