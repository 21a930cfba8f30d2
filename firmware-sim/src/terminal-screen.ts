import { LOW_BATTERY_PERCENT } from './battery.ts';
import type { Beat, Colour, Display, Pattern } from './pattern.ts';

/** One button as the table shows it. */
export interface Row {
  readonly device: string;
  readonly label: string;
  readonly transport: string;
  readonly on: boolean;
  readonly linked: boolean;
  readonly coverage: boolean;
  /** Percent. */
  readonly battery: number;
  readonly pattern: Pattern;
  /** Milliseconds since the pattern began. */
  readonly shownFor: number;
  readonly display: Display;
  readonly alarm: string;
  readonly unsent: number;
}

export interface Screen {
  readonly rows: readonly Row[];
  readonly selected: number;
  readonly width: number;
  readonly height: number;
  /** Above the table, a line each. */
  readonly heading: readonly string[];
  /** Bottom line: what happened last, or what is asked. */
  readonly message: string;
}

const RESET = '\u001b[0m';
const BOLD = '\u001b[1m';
const DIM = '\u001b[2m';
const INVERSE = '\u001b[7m';
const COLOURS: Readonly<Record<Colour, string>> = {
  none: DIM,
  white: '\u001b[97m',
  amber: '\u001b[33m',
  red: '\u001b[91m',
  blue: '\u001b[94m',
  green: '\u001b[92m',
};
const WIDTHS = [14, 16, 12, 9] as const;
/** For a terminal that does not know its size, and says 0. */
const USUAL_SIZE = { width: 80, height: 24 };
/** All of it fits the usual width. */
const KEYS = '↑↓ row  p press  h hold  a assist  c cancel  t test  x power  o coverage  q quit';

/** Whether a light with this rhythm is on so many milliseconds after it began. */
export function isLit(light: readonly Beat[], ms: number): boolean {
  const round = light.reduce((sum, { on, off }) => sum + on + off, 0);
  if (round === 0) return false;
  let left = ms % round;
  for (const { on, off } of light) {
    if (left < on) return true;
    left -= on + off;
    if (left < 0) return false;
  }
  return false;
}

/** The whole screen as lines; each fits the width. Scrolls so that the chosen row is seen. */
export function drawScreen(screen: Screen): readonly string[] {
  const width = screen.width || USUAL_SIZE.width;
  const space = Math.max(1, (screen.height || USUAL_SIZE.height) - 4 - screen.heading.length);
  const first = Math.max(0, Math.min(screen.selected - Math.floor(space / 2), screen.rows.length - space));
  const table = screen.rows.slice(first, first + space).map((row, i) => drawRow(row, { isSelected: first + i === screen.selected, width }));
  return [
    ...screen.heading.map((line) => `${BOLD}${fit(line, width)}${RESET}`),
    `${DIM}${fit(`  ${columns(['BUTTON', 'WORKER', 'LINK', 'BATTERY'])} LIGHT  HAND`, width)}${RESET}`,
    ...table,
    '',
    `${DIM}${fit(KEYS, width)}${RESET}`,
    fit(screen.message, width),
  ];
}

function drawRow(row: Row, options: { readonly isSelected: boolean; readonly width: number }): string {
  const battery = `${Math.floor(row.battery)} %${row.battery < LOW_BATTERY_PERCENT ? ' low' : ''}`;
  const head = fit(`${options.isSelected ? '›' : ' '} ${columns([row.device, row.label, linkOf(row), battery])} `, options.width);
  const unsent = row.unsent > 0 ? ` · ${row.unsent} unsent` : '';
  const alarm = row.alarm === '' ? '' : ` · ${row.alarm.slice(-8)}`;
  const room = Math.max(0, options.width - head.length - 7);
  const tail = fit(`${row.display}: ${row.pattern.says}${alarm}${unsent}`, room);
  const lamp = `${COLOURS[row.pattern.colour]}${isLit(row.pattern.light, row.shownFor) ? '  ●  ' : '  ○  '}${RESET}`;
  const shown = row.display === 'idle' || row.display === 'dark' ? `${DIM}${tail}${RESET}` : tail;
  return `${options.isSelected ? INVERSE : ''}${head}${RESET}${room === 0 ? '' : `${lamp}  ${shown}`}`;
}

function linkOf(row: Row): string {
  if (!row.on) return 'no power';
  if (!row.coverage) return 'no coverage';
  return row.linked ? row.transport : `${row.transport} …`;
}

/** Button, worker, link, battery. */
function columns(texts: readonly [string, string, string, string]): string {
  return texts.map((text, i) => pad(text, WIDTHS[i] ?? 0)).join(' ');
}

function pad(text: string, width: number): string {
  return fit(text, width).padEnd(width);
}

function fit(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
