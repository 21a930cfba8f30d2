import { afterEach, beforeEach, expect, test } from 'vitest';
import { until } from '../../harness/wait.ts';
import { ChannelsStage, PAGES } from './stage.ts';
import { TwilioServer } from './twilio-server.ts';

let twilio: TwilioServer;
let stage: ChannelsStage;

beforeEach(async () => {
  twilio = await TwilioServer.open();
  stage = await ChannelsStage.withTwilio(twilio);
});
afterEach(async () => {
  await stage.close();
  await twilio.close();
});

async function heading(url: string, language: string, method = 'GET'): Promise<string | undefined> {
  const form = { 'content-type': 'application/x-www-form-urlencoded', origin: 'null' };
  const answer = await fetch(url, { method, headers: { 'accept-language': language, ...(method === 'GET' ? {} : form) } });
  expect(answer.headers.get('vary')).toContain('Accept-Language');
  const text = await answer.text();
  expect(text).toContain(`<html lang="${language}">`);
  return /<h1>([^<]*)</.exec(text)?.[1];
}

test('in a German house the message is German, and the page behind it speaks as whoever holds the phone', async () => {
  const site = [...stage.gateway.gateway.core.committed.places.values()].find(({ kind }) => kind === 'site');
  if (site === undefined) throw new Error('the demo has a site');
  await stage.gateway.save([{ put: 'place', value: { ...site, language: 'de-DE' } }]);
  await stage.unanswered();
  const body = await until('the text is there', async () => {
    await stage.go(1_000);
    return twilio
      .texts()
      .map(({ fields }) => fields.get('Body'))
      .find((text) => text?.includes('/a/'));
  });
  expect(body).toContain('Jemand wartet auf eine Antwort.');
  const link = /https:\/\/\S+\/a\/\S+/.exec(body)?.[0] ?? '';
  const url = stage.http + link.slice(PAGES.length);
  expect([await heading(url, 'de'), await heading(url, 'en')]).toEqual(['Sie werden jetzt gebraucht', 'You are needed now']);
  expect(await heading(url, 'de', 'POST')).toBe('Sie haben übernommen');
  expect(await heading(url, 'en')).toBe('You have it');
});
