import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../../gateway/src/base/durations.ts';
import type { PlaceId } from '../../../gateway/src/base/ids.ts';
import { ManualClock } from '../../harness/clock.ts';
import { TestGateway } from '../../harness/gateway.ts';
import { Hands } from '../../harness/hands.ts';
import { leap } from '../../harness/passing.ts';
import { pdfPages, type PdfPages } from '../../harness/pdf-text.ts';
import { Reception } from '../../harness/reception.ts';
import { cookieOf } from '../../harness/sign-in.ts';

let clock: ManualClock;
let gateway: TestGateway;
let hands: Hands;
let ruth: Reception;
let ana: Reception;
let path: string;

beforeEach(async () => {
  clock = new ManualClock();
  gateway = await TestGateway.start({ clock });
  hands = new Hands(gateway);
  ruth = await Reception.signIn(gateway.addresses.http, 'manager');
  ana = await Reception.signIn(gateway.addresses.http, 'worker');
});

afterEach(async () => {
  ruth.close();
  ana.close();
  await gateway.close();
});

async function pressed(): Promise<void> {
  await hands.press('button-ana');
  path = `/api/v1/debriefs/${hands.debrief.debrief}`;
}

async function happened(): Promise<void> {
  await pressed();
  for (const [who, act] of [
    ['maria', 'take'],
    ['maria', 'coming'],
    ['maria', 'here'],
  ] as const) {
    await leap(gateway.gateway.core, clock, 20 * SECOND_MS);
    await hands.act(who, act, act === 'coming' ? { body: { responder: 'maria' } } : {});
  }
  await hands.act('maria', 'found', { body: { where: 'elsewhere', place: 'room4' } });
  await leap(gateway.gateway.core, clock, MINUTE_MS);
  await hands.act('maria', 'all-clear');
  await hands.act('lee', 'close', { body: { outcome: 'genuine' } });
}

async function paper(who = ruth, language = 'en'): Promise<PdfPages> {
  const file = await who.file(`${path}/incident.pdf`, language);
  expect(file.type).toBe('application/pdf');
  return pdfPages(file.bytes);
}

const say = async (who: Reception, what: string, body: object): Promise<void> => {
  expect((await who.ask('POST', `${path}/${what}`, body)).status, what).toBe(200);
};

/** As long as a text may be, in lines of each length. */
const LONG = Array.from({ length: 2_600 }, (_, i) => `word${String(i % 7)}${i % 40 === 0 ? '\n' : ' '}`)
  .join('')
  .padEnd(20_000, 'x')
  .slice(0, 20_000);

/** An incident with something in each part of its debrief. */
async function told(): Promise<void> {
  await happened();
  await say(ruth, 'accept', {});
  await say(ruth, 'welfare', { hurt: 'minor', safe: true, wayHome: 'A taxi at seven', support: 'Peer, tomorrow', talk: 'later' });
  await say(ana, 'account', { account: 'He came in and shouted.', before: 'A long wait' });
  await say(ruth, 'duty/decision', { decision: 'yes', rules: ['au-nsw-whs'], why: 'kept in hospital' });
  await say(ruth, 'duty/notified', {
    rule: 'au-nsw-whs',
    limit: 'first',
    at: clock.wall(),
    how: 'by phone',
    to: 'SafeWork NSW',
    reference: 'R-17',
    scene: 'kept',
  });
}

test('all facts of the alarm with their times, who had it, and what was said, on one or two pages without a colour', async () => {
  await told();
  const { pages, colours } = await paper();
  expect(pages).toHaveLength(2);
  const [first = '', second = ''] = pages;
  for (const words of [
    'Incident: Ana Ruiz',
    'the clock of Australia/Sydney',
    'Harbour Street › Main house › Ground floor › Interview room 1',
    'Pressed 2026-03-02T09:00:00+11:00',
    'Recorded 2026-03-02T09:00:00+11:00',
    'Taken 2026-03-02T09:00:20+11:00 by Maria Costa',
    'Coming 2026-03-02T09:00:40+11:00: Maria Costa',
    'With the worker 2026-03-02T09:01:00+11:00 by Maria Costa',
    'Found 2026-03-02T09:01:00+11:00 by Maria Costa: somewhere else',
    'All clear 2026-03-02T09:02:00+11:00 by Maria Costa',
    'Closed 2026-03-02T09:02:00+11:00 by Lee Park: genuine',
    'Ruth Adler (manager)',
    'Hurt a little',
    'Safe yes',
    'Wants to talk later',
    'Decided yes, 2026-03-02T09:02:00+11:00 by Ruth Adler, version 1',
    'By the rule Safety at work: a notifiable incident',
    'SafeWork NSW, by phone, reference R-17',
    'Scene kept as it was',
    'Printed by Ruth Adler at 2026-03-02T09:02:00+11:00',
    'page 1 of 2',
  ])
    expect(first).toContain(words);
  for (const words of ['A taxi at seven', 'Peer, tomorrow', 'A long wait', 'He came in and shouted.', 'page 2 of 2'])
    expect(second).toContain(words);
  // Black alone: no colour has a part that is not nought.
  expect(colours.filter((operands) => !/^[0. ]+$/.test(operands))).toEqual([]);
  expect(pages.join()).not.toMatch(/DRILL|boxes|Shortened|kept in hospital/);
});

test('in German, for whoever reads German: our words alone, with what people wrote as they wrote it', async () => {
  await told();
  const { pages, colours } = await paper(ruth, 'de-AT,de;q=0.9');
  expect(pages).toHaveLength(2);
  const [first = '', second = ''] = pages;
  for (const words of [
    'Vorfall: Ana Ruiz',
    'nach der Uhr von Australia/Sydney',
    'Der Alarm Art Notruf Ort Harbour Street › Main house',
    'Gedrückt 2026-03-02T09:00:00+11:00',
    'Übernommen 2026-03-02T09:00:20+11:00 von Maria Costa',
    'Auf dem Weg 2026-03-02T09:00:40+11:00: Maria Costa',
    'Gefunden 2026-03-02T09:01:00+11:00 von Maria Costa: woanders: Harbour Street',
    'Beendet 2026-03-02T09:02:00+11:00 von Lee Park: echt',
    'Ruth Adler (Führungskraft)',
    'Geht es der Person gut? Gefragt 2026-03-02T09:02:00+11:00 von Ruth Adler Verletzt ein wenig Sicher ja Möchte reden später',
    'Muss das gemeldet werden?',
    'Entschieden ja, 2026-03-02T09:02:00+11:00 von Ruth Adler, Fassung 1',
    'SafeWork NSW, by phone, Aktenzeichen R-17',
    'Der Ort blieb, wie er war',
    'Gedruckt von Ruth Adler, 2026-03-02T09:02:00+11:00',
    'Seite 1 von 2',
  ])
    expect(first).toContain(words);
  for (const words of [
    'Der Weg nach Hause A taxi at seven',
    'In eigenen Worten der Person (2026-03-02T09:02:00+11:00, Fassung 1) He came in',
  ])
    expect(second).toContain(words);
  expect(pages.join()).not.toMatch(/\b(the|with|page|Printed|Pressed|Taken|Told|worker)\b/);
  expect(colours.filter((operands) => !/^[0. ]+$/.test(operands))).toEqual([]);
});

test('a drill, what is cut and what is not drawn are said in German, too', async () => {
  const place = 'site' as PlaceId; // as: an id by hand.
  expect((await ruth.ask('POST', '/api/v1/drills', { place, participants: ['ana'], announced: true })).status).toBe(201);
  await pressed();
  await say(ana, 'account', { account: `林 ${LONG.slice(2)}`, before: '' });
  const [first = '', second = ''] = (await paper(ana, 'de')).pages;
  for (const page of [first, second]) {
    expect(page).toContain('ÜBUNG: kein echter Vorfall');
    expect(page).toMatch(/von 2 · ÜBUNG/);
  }
  expect(first).toContain('sind als Kästchen gedruckt');
  expect(second).toMatch(/\[Gekürzt auf zwei Seiten: \d+ von 20000 Zeichen\. Der ganze Text steht in der Nachbesprechung\.\]/);
  for (let i = 0; i < 60; i += 1) {
    await leap(gateway.gateway.core, clock, SECOND_MS);
    await hands.press('button-ana');
  }
  expect((await paper(ruth, 'de')).pages[0]).toMatch(/\d+ weitere Zeilen stehen in der Nachbesprechung\./);
});

test('the longest texts are shortened, each with a word of how much is missing, and two pages stay two', async () => {
  await happened();
  await say(ruth, 'accept', {});
  await say(ruth, 'welfare', { hurt: 'minor', wayHome: LONG, support: LONG, declined: LONG });
  await say(ana, 'account', { account: LONG, before: LONG });
  const { pages } = await paper();
  expect(pages).toHaveLength(2);
  expect(pages[1]?.match(/\[Shortened to fit two pages: \d+ of 20000 letters\. All of it stands in the debrief\.\]/g)).toHaveLength(5);
  expect(pages[0]).toContain('Closed 2026');
  expect(pages[1]).toContain('page 2 of 2');
});

test('one long text has the page to itself, and a short one is whole', async () => {
  await happened();
  await say(ruth, 'accept', {});
  await say(ruth, 'welfare', { wayHome: 'A taxi' });
  await say(ana, 'account', { account: LONG });
  const { pages } = await paper();
  const shown = Number(/Shortened to fit two pages: (\d+) of/.exec(pages[1] ?? '')?.[1]);
  expect(shown).toBeGreaterThan(4_000);
  expect(pages[1]).toContain('Way home A taxi The worker');
});

test('more facts than a page holds: it says how many are missing, and goes on to no third page', async () => {
  await pressed();
  for (let i = 0; i < 60; i += 1) {
    await leap(gateway.gateway.core, clock, SECOND_MS);
    await hands.press('button-ana');
  }
  const { pages } = await paper();
  expect(pages).toHaveLength(1);
  expect(pages[0]).toMatch(/\d+ more lines stand in the debrief\./);
  expect(pages[0]).toContain('page 1 of 1');
});

test('a drill says so on each page', async () => {
  await gateway.save([]);
  const place = 'site' as PlaceId; // as: an id by hand.
  expect((await ruth.ask('POST', '/api/v1/drills', { place, participants: ['ana'], announced: true })).status).toBe(201);
  await pressed();
  await say(ana, 'account', { account: 'It went well.' });
  const { pages } = await paper();
  expect(pages).toHaveLength(2);
  for (const page of pages) {
    expect(page).toContain('DRILL: this was an exercise');
    expect(page).toMatch(/of 2 · DRILL/);
  }
});

test('the worker prints their own, and while the alarm is open no more than they know', async () => {
  await pressed();
  await hands.act('maria', 'take');
  expect((await paper(ana)).pages.join()).not.toMatch(/Maria|Taken/);
  await hands.act('maria', 'all-clear');
  await hands.act('lee', 'close', { body: { outcome: 'genuine' } });
  await say(ruth, 'duty/decision', { decision: 'yes', rules: ['au-nsw-whs'], why: 'w' });
  await say(ruth, 'duty/notified', {
    rule: 'au-nsw-whs',
    limit: 'first',
    at: clock.wall(),
    how: 'by phone',
    to: 'Mr Blue',
    reference: 'R-17',
  });
  const { pages } = await paper(ana);
  expect(pages.join()).toMatch(/Taken.*Printed by Ana Ruiz/);
  expect(pages.join()).toContain('Decided yes');
  expect(pages.join()).not.toMatch(/Mr Blue|R-17/);
});

test('for everybody else there is no such paper', async () => {
  await pressed();
  const maria = await Reception.signIn(gateway.addresses.http, 'reception');
  onTestFinished(() => {
    maria.close();
  });
  expect((await maria.ask('GET', `${path}/incident.pdf`)).status).toBe(404);
  expect((await ruth.ask('GET', '/api/v1/debriefs/moon/incident.pdf')).status).toBe(404);
});

test('who reads a part of it alone has no paper', async () => {
  await happened();
  await say(ruth, 'accept', {});
  const due = clock.wall() + 7 * DAY_MS;
  await say(ruth, 'action', { kind: 'place', what: 'A second door', owner: 'lee', due });
  await say(ruth, 'decide-service', { option: 'paused', reasons: 'A threat.', second: 'tom', reviewDue: due });
  const none = await fetched('lee', '/api/v1/debriefs/moon/incident.pdf');
  expect(none).toEqual({ status: 404, text: JSON.stringify({ code: 'unknown-debrief' }) });
  for (const who of ['lee', 'tom']) {
    expect((await fetched(who, path)).status, who).toBe(200);
    expect(await fetched(who, `${path}/incident.pdf`), who).toEqual(none);
  }
});

/** As somebody of the house who has no page of their own here. */
async function fetched(who: string, where: string): Promise<{ status: number; text: string }> {
  const { cookie } = await cookieOf(gateway, who);
  const answer = await fetch(gateway.addresses.http + where, { headers: { cookie } });
  return { status: answer.status, text: await answer.text() };
}

test('names in Greek, Cyrillic and Vietnamese are printed; what the font does not have is a box, and the paper says so', async () => {
  await pressed();
  const named = async (name: string): Promise<string> => {
    const person = gateway.gateway.core.committed.people.get('ana' as never); // as: an id by hand.
    if (person !== undefined) await gateway.save([{ put: 'person', value: { ...person, name } }]);
    return (await paper()).pages.join();
  };
  for (const name of ['Αθηνά Παππά', 'Жанна Орлова', 'Nguyễn Thị Ánh']) {
    const text = await named(name);
    expect(text).toContain(`Incident: ${name}`);
    expect(text).not.toContain('boxes');
  }
  const text = await named('林小姐 🙂 Lin');
  expect(text).toContain('Incident: □□□ □ Lin');
  expect(text).toContain('printed as boxes');
});
