import { expect, test } from 'vitest';
import { OneUnderWay } from './one-under-way.ts';

interface Sent {
  readonly word: string;
  readonly arrive: () => void;
  readonly fail: () => void;
}

function stage(): { readonly words: OneUnderWay<string>; readonly sent: Sent[] } {
  const sent: Sent[] = [];
  const send = (word: string): Promise<void> =>
    new Promise((resolve, reject) => {
      sent.push({ word, arrive: resolve, fail: () => reject(new Error('away')) });
    });
  return { words: new OneUnderWay({ send, isSame: (one, other) => one === other }), sent };
}

const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

test('the same again while it is under way is no news, for hours', async () => {
  const { words, sent } = stage();
  for (let look = 0; look < 32_400; look += 1) words.say('north', 'dark');
  words.say('south', 'dark');
  expect(sent.map(({ word }) => word)).toEqual(['dark', 'dark']);
  sent[0]?.arrive();
  await turn();
  expect(sent).toHaveLength(2);
  expect([words.has('north'), words.has('south')]).toEqual([false, true]);
  words.say('north', 'dark');
  expect(sent).toHaveLength(3);
});

test.each(['arrive', 'fail'] as const)(
  'of what differs the newest alone is said, when the one before has arrived or not: %s',
  async (how) => {
    const { words, sent } = stage();
    for (const word of ['open', 'closed', 'open', 'closed']) words.say('port', word);
    expect(sent.map(({ word }) => word)).toEqual(['open']);
    sent[0]?.[how]();
    await turn();
    expect(sent.map(({ word }) => word)).toEqual(['open', 'closed']);
    words.say('port', 'open');
    words.say('port', 'closed');
    sent[1]?.[how]();
    await turn();
    expect(sent).toHaveLength(2);
  },
);
