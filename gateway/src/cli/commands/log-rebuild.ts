import { withStoppedLog } from '../../store/tools/offline.ts';
import { checkRows, rebuild } from '../../store/tools/rebuild.ts';
import type { Command } from '../command.ts';
import { mustHoldLog } from '../log-place.ts';
import type { CommandRefusalCode } from '../refusal.ts';
import { replayFromRules } from '../replay.ts';

export const rebuildCommand: Command = {
  name: 'log rebuild',
  takes: '',
  positionals: { least: 0, most: 0 },
  summary: 'Make all that is derived from the facts anew, or compare it.',
  help: `Replays every fact through the rules, in one transaction; the facts are not touched. With --check nothing is changed and
each difference is named, with exit status 1. The gateway must be stopped.`,
  options: { check: { type: 'boolean', help: 'compare only' } },
  async run(call) {
    mustHoldLog(call.place.folder);
    if (!call.flag('check')) {
      const { facts } = withStoppedLog(call.place, (writer) => rebuild(writer, replayFromRules()));
      return { exit: 0, text: `Everything was made anew from ${String(facts)} facts.`, json: { ok: true, facts } };
    }
    const report = withStoppedLog(call.place, (writer) => checkRows(writer, replayFromRules()));
    const about = `${String(report.rows)} rows from ${String(report.facts)} facts`;
    const erased = report.erased === 0 ? '' : ` ${String(report.erased)} erased rows could not be compared.`;
    const named = report.differences.map(({ table, key, what }) => `\n  ${table} ${key}: ${what}`).join('');
    const text =
      report.count === 0
        ? `All is as the facts say: ${about}.${erased}`
        : `${String(report.count)} differences (${about}).${erased}${named}`;
    return report.count === 0
      ? { exit: 0, text, json: { ok: true, ...report } }
      : { exit: 1, text, json: { ok: false, code: 'rows-differ' satisfies CommandRefusalCode, ...report } };
  },
};
