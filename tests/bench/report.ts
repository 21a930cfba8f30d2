import { cpus, loadavg } from 'node:os';
import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Figures, median, type Figure } from './figures.ts';
import { GOALS } from './goals.ts';

/** Beyond this share a change between two runs is worth a look; below, it is the machine. */
const NOTABLE = 0.15;

/** One table: each case with the targets side by side, and the gateway as a multiple of each floor. */
export function printTable(figures: Figures): void {
  const lines = [['', '', 'gateway', 'floor', 'thread floor', 'group floor', '/ floor', '/ thread', '/ group']];
  for (const one of distinct(figures.list)) {
    const value = (target: string): string => shown(figures.of(one.case, one.measure, target), one.unit);
    const ratio = (base: string): string => times(figures.ratio(one.case, one.measure, ['gateway', base]));
    const floors = ['floor', 'thread-floor', 'group-floor'];
    lines.push([one.case, one.measure, value('gateway'), ...floors.map(value), ...floors.map(ratio)]);
  }
  print(lines);
}

/** Says of each goal whether it holds. Returns whether all do that were measured. */
export function printGoals(figures: Figures): boolean {
  let allHold = true;
  const lines = [['goal', 'measured', 'must', '', 'further', '']];
  for (const goal of GOALS) {
    const value = goal.value(figures);
    if (value === undefined) continue;
    if (goal.must !== undefined && value > goal.must) allHold = false;
    const against = (limit: number | undefined, not: string): string[] =>
      limit === undefined ? ['', ''] : [`≤ ${limit}${goal.unit}`, value <= limit ? 'ok' : not];
    lines.push([goal.name, `${round(value)}${goal.unit}`, ...against(goal.must, 'NOT'), ...against(goal.further, 'not')]);
  }
  console.log();
  print(lines);
  return allHold;
}

export function printChanges(figures: Figures, file: string): void {
  // as: a file that `write` made.
  const { list } = JSON.parse(readFileSync(file, 'utf8')) as Pick<Figures, 'list'>;
  const before = Object.assign(new Figures(), { list });
  console.log(`\nAgainst ${file}; what changed by less than ${NOTABLE * 100} % is left out.`);
  const lines = [['', '', '', 'before', 'now', 'change']];
  for (const { case: name, measure, target, unit, rounds } of figures.list) {
    const old = before.of(name, measure, target);
    const now = median(rounds);
    if (old === undefined || Math.abs(now / old - 1) < NOTABLE) continue;
    lines.push([
      name,
      measure,
      target,
      shown(old, unit),
      shown(now, unit),
      `${now > old ? '+' : ''}${Math.round((now / old - 1) * 100)} %`,
    ]);
  }
  print(lines);
}

/** Writes the numbers with what they were measured on; returns the file's path. */
export function write(figures: Figures, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const at = new Date().toISOString();
  const path = join(folder, `${at.slice(0, 19).replaceAll(':', '')}.json`);
  const machine = { node: process.version, cpu: cpus()[0]?.model, cpus: cpus().length, load: loadavg() };
  writeFileSync(path, JSON.stringify({ at, machine, list: figures.list }, undefined, 1));
  return path;
}

function distinct(list: readonly Figure[]): Figure[] {
  return list.filter((one, i) => list.findIndex((other) => other.case === one.case && other.measure === one.measure) === i);
}

function shown(value: number | undefined, unit: Figure['unit']): string {
  return value === undefined ? '' : `${round(value)}${unit === 'count' ? '' : ` ${unit}`}`;
}

function times(ratio: number | undefined): string {
  return ratio === undefined || Number.isNaN(ratio) ? '' : `${round(ratio)} ×`;
}

function round(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

function print(lines: readonly (readonly string[])[]): void {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  for (const line of lines)
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}
