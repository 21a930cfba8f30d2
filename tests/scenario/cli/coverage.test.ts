import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { duressAt, type Said } from '../../harness/duress.ts';
import { GatewayProcess } from '../../harness/process.ts';

let gateway: GatewayProcess;

beforeEach(async () => {
  gateway = await GatewayProcess.start();
});
afterEach(async () => {
  await gateway.remove();
});

const duress = (...words: string[]): Promise<Said> => duressAt(gateway, words);

describe.each(['running', 'stopped'] as const)('on a %s gateway', (state) => {
  test('coverage names what is missing, with status 1, and shows who would be told', async () => {
    await duress('user', 'add', 'root', '--name', 'Ruth Adler', '--role', 'administrator');
    await duress('user', 'add', 'ana', '--name', 'Ana Ruiz', '--role', 'worker', '--manager', 'root');
    await duress('device', 'add', 'button-1', '--worker', 'ana');
    if (state === 'stopped') expect(await gateway.stop()).toBe(0);

    const gaps = await duress('coverage');
    expect(gaps).toMatchObject({ exit: 1, err: '' });
    // No contact of any place: only the administrator is left.
    expect(gaps.out).toMatch(/no step finds anybody: only the last resort is left\tduress\tAna Ruiz/);
    const json = await duress('coverage', '--json');
    expect(json).toMatchObject({ exit: 1, json: { ok: false, code: 'coverage-gaps', looked: 1 } });
    // Whether she can be reached is known to a gateway that runs.
    expect(gaps.out.includes('no way that is set up reaches Ruth Adler')).toBe(state === 'running');

    const ana = await duress('coverage', '--worker', 'ana');
    expect(ana).toMatchObject({ exit: 0, err: '' });
    expect(ana.out).toMatch(/ – .*\tbuilt-in\t30 s: nobody\t30 s: last resort, Ruth Adler\n$/);
    expect(await duress('coverage', '--worker', 'nobody')).toMatchObject({ exit: 1 });
    expect(await duress('coverage', '--level', 'loud')).toMatchObject({ exit: 2 });
  });
});
