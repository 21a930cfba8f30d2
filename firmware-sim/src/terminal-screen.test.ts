import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { patternOf } from './pattern.ts';
import { drawScreen, isLit, type Row } from './terminal-screen.ts';

function row(device: string, more: Partial<Row> = {}): Row {
  return {
    device,
    label: 'Ana',
    transport: 'mqtt',
    on: true,
    linked: true,
    coverage: true,
    battery: 80,
    pattern: patternOf('idle', true),
    shownFor: 0,
    display: 'idle',
    alarm: '',
    unsent: 0,
    ...more,
  };
}

function draw(
  rows: readonly Row[],
  options: { readonly selected?: number; readonly width?: number; readonly height?: number } = {},
): readonly string[] {
  const { selected = 0, width = 120, height = 24 } = options;
  return drawScreen({ heading: ['Buttons'], rows, selected, width, height, message: 'm' }).map(stripVTControlCharacters);
}

describe('the table', () => {
  it('is drawn as on 80 × 24 where the terminal does not know its size, and all its keys fit', () => {
    expect(draw([row('b1')], { width: 0, height: 0 })).toEqual(draw([row('b1')], { width: 80, height: 24 }));
    expect(draw([row('b1')], { width: 80 }).at(-2)).toMatch(/q quit$/);
  });

  it('says what a worker would see, in words too', () => {
    const [, , line] = draw([row('b1', { display: 'taken', pattern: patternOf('taken', true), alarm: '01jabcdefgh', unsent: 2 })]);
    expect(line).toBe('› b1             Ana              mqtt         80 %        ●    taken: somebody has it · abcdefgh · 2 unsent');
  });

  it.each([
    [{ on: false }, 'no power'],
    [{ coverage: false }, 'no coverage'],
    [{ linked: false }, 'mqtt …'],
    [{ battery: 14.9 }, '14 % low'],
    [{ battery: 15 }, '15 %  '],
  ])('%j reads %s', (more, text) => {
    expect(draw([row('b1', more)])[2]).toContain(text);
  });

  it.each([20, 40, 80, 200])('no line is wider than %i', (width) => {
    const rows = [
      row('a-device-with-quite-a-long-name', {
        label: 'Somebody With A Long Name',
        display: 'man-down-warning',
        pattern: patternOf('man-down-warning', true),
      }),
    ];
    for (const line of draw(rows, { width })) expect(line.length).toBeLessThanOrEqual(width);
  });

  it('scrolls to the chosen row and is never higher than the screen', () => {
    const rows = Array.from({ length: 50 }, (_, i) => row(`b${i}`));
    for (const selected of [0, 25, 49]) {
      const lines = draw(rows, { selected, height: 12 });
      expect(lines.length).toBeLessThanOrEqual(12);
      expect(lines.filter((line) => line.startsWith('›'))).toEqual([expect.stringContaining(`› b${selected} `)]);
    }
  });
});

it.each([
  [0, true],
  [99, true],
  [100, false],
  [249, false],
  [250, true],
])('the fast light after %i ms: %s', (ms, expected) => {
  expect(isLit(patternOf('sending', true).light, ms)).toBe(expected);
});

it('no light is never lit', () => {
  expect(isLit([], 0)).toBe(false);
});
