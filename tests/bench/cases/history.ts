import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HistoryPage } from '../../../gateway/src/contract/alarm.ts';
import { growLog } from '../grow-log.ts';
import { percentile } from '../figures.ts';
import { signIn } from '../load/console.ts';
import { placesIn } from '../site.ts';
import type { Stage } from '../stage.ts';
import { Target } from '../target.ts';

/** Requests of each kind; the middle one is told. */
const REQUESTS = 15;
/** Pages that somebody turns to get to older alarms. */
const PAGES = 20;
/** On more facts the tools take minutes, and nothing new is learned. */
const TOOLS_UP_TO = 1_000_000;

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Years of closed alarms: from the start of the process to the ready line, searches of the history through the API, and the tools
 * that read every fact. How fast the log could be read at all says `read-floor.ts`.
 */
export async function history({ plan, site, figures }: Stage): Promise<void> {
  for (const count of plan.facts) {
    const name = `${count.toLocaleString('en')} facts`;
    const place = { case: name, target: 'gateway' } as const;
    figures.add({ ...place, measure: 'written, facts/s', unit: 'count' }, await growLog(site, count));
    figures.add({ ...place, measure: 'on disk, bytes a fact', unit: 'count' }, statSync(join(placesIn(site).data, 'log.db')).size / count);
    for (let round = 0; round < plan.rounds; round += 1) {
      const target = await Target.start({ name: 'gateway', folder: site, site });
      figures.add({ ...place, measure: 'start', unit: 'ms' }, target.readyMs);
      figures.add({ ...place, measure: 'memory, MiB', unit: 'count' }, (await target.usage({ collect: true })).rss / 2 ** 20);
      for (const [measure, ms] of await searches(target.http)) figures.add({ ...place, measure: `search ${measure}`, unit: 'ms' }, ms);
      await target.stop();
      if (count > TOOLS_UP_TO) continue;
      figures.add({ ...place, measure: 'every fact read', unit: 'ms' }, timed(here('../read-floor.ts'), placesIn(site).data));
      figures.add({ ...place, measure: 'log verify', unit: 'ms' }, tool(site, 'log', 'verify'));
      figures.add({ ...place, measure: 'log rebuild --check', unit: 'ms' }, tool(site, 'log', 'rebuild', '--check'));
    }
  }
}

/** What people look for, in the middle of what there is. */
async function searches(http: string): Promise<[string, number][]> {
  const cookie = await signIn(http);
  const ask = async (query: string): Promise<HistoryPage> => {
    const answer = await fetch(`${http}/api/v1/alarms?${query}`, { headers: { cookie } });
    if (!answer.ok) throw new Error(`${query}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as HistoryPage; // as: the gateway's own answer.
  };
  const queries = {
    'newest page': '',
    'by person': 'person=worker-9500',
    'by place': 'place=room-100',
    'by place of many rooms': 'place=site',
    'by outcome': 'outcome=genuine',
    'by person and outcome that nothing has': 'person=worker-9500&outcome=accidental',
  };
  const times: [string, number][] = [];
  for (const [name, query] of Object.entries(queries)) times.push([name, await middle(() => ask(query))]);
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page += 1) ({ cursor } = await ask(cursor === undefined ? '' : `cursor=${cursor}`));
  times.push([`page ${PAGES}`, await middle(() => ask(cursor === undefined ? '' : `cursor=${cursor}`))]);
  return times;
}

async function middle(run: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < REQUESTS; i += 1) {
    const startedAt = performance.now();
    await run();
    times.push(performance.now() - startedAt);
  }
  return percentile(
    times.sort((a, b) => a - b),
    0.5,
  );
}

function tool(site: string, ...args: readonly string[]): number {
  const { data, masterKeyFile } = placesIn(site);
  return timed(here('../../../gateway/src/cli/main.ts'), ...args, '--data', data, '--key-file', masterKeyFile);
}

/** Milliseconds of a whole process, its start included. */
function timed(program: string, ...args: readonly string[]): number {
  const startedAt = performance.now();
  const { status, stderr, stdout } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stdout} ${stderr}`);
  return performance.now() - startedAt;
}
