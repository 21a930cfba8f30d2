import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { House } from './house.ts';

let house: House;
let dashboard: string;

beforeEach(async () => {
  dashboard = mkdtempSync(join(tmpdir(), 'duress-pages-'));
  for (const page of ['index', 'desk', 'panic', 'sign-in'])
    writeFileSync(join(dashboard, `${page}.html`), `<script>say('English')</script>`);
  for (const page of ['index', 'desk', 'panic']) writeFileSync(join(dashboard, `${page}.de.html`), `<script>say('Deutsch')</script>`);
  house = await House.open({ dashboard });
});
afterEach(async () => {
  await house.close();
  rmSync(dashboard, { recursive: true });
});

async function page(path: string, headers: Record<string, string> = {}) {
  const { status, text, headers: said } = await house.ask('GET', path, { headers });
  return { status, language: /English|Deutsch/.exec(text)?.[0], vary: said.vary, policy: said['content-security-policy'], said };
}

test('a page comes in the language of whoever asks, with the policy of that very file, and no cache mixes them up', async () => {
  const german = await page('/desk', { 'accept-language': 'de-AT,de;q=0.9,en;q=0.7' });
  const english = await page('/desk', { 'accept-language': 'en-AU' });
  expect([german.language, english.language]).toEqual(['Deutsch', 'English']);
  expect(german.policy).not.toBe(english.policy);
  for (const { vary } of [german, english]) expect(vary).toMatch(/Accept-Language, Cookie/);
  expect((await page('/panic', { 'accept-language': 'en', cookie: 'language=de' })).language).toBe('Deutsch');
  expect((await page('/panic', { 'accept-language': 'de', cookie: 'duress=x; language=en' })).language).toBe('English');
  expect((await page('/desk', { 'accept-language': 'fr' })).language).toBe('English');
});

test('a page that was not built in a language is there in English', async () => {
  expect(await page('/sign-in', { 'accept-language': 'de' })).toMatchObject({ status: 200, language: 'English' });
});

test('where neither the person nor the browser names one of ours, the sites’ language is the house’s', async () => {
  const cookie = await house.administrator();
  const site = (name: string, language: string) => house.ask('POST', '/api/v1/places', { body: { name, kind: 'site', language }, cookie });
  expect((await site('Nord', 'de-DE')).status).toBe(201);
  expect((await page('/', { 'accept-language': 'fr' })).language).toBe('Deutsch');
  expect((await page('/')).language).toBe('Deutsch');
  expect((await page('/', { 'accept-language': 'en' })).language).toBe('English');
  await site('South', 'en');
  expect((await page('/', { 'accept-language': 'fr' })).language).toBe('English');
});

test('an address chooses the language for this browser and leads back to itself; what is none of ours chooses nothing', async () => {
  const chosen = await page('/panic?language=de', { 'accept-language': 'en' });
  expect([chosen.status, chosen.said.location]).toEqual([303, '/panic']);
  expect(chosen.said['set-cookie']).toEqual(['language=de; Path=/; Max-Age=34560000; SameSite=Lax']);
  expect((await page('/?wall=public&language=de')).said.location).toBe('/?wall=public');
  for (const none of ['fr', '', 'de;%20Secure', '__proto__', 'de&language=en'])
    expect((await page(`/panic?language=${none}`, { 'accept-language': 'en' })).status, none).toBe(200);
});
