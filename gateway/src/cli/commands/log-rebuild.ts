import { withStoppedLog } from '../../store/tools/offline.ts';
import { checkRows, rebuild } from '../../store/tools/rebuild.ts';
import type { Command } from '../command.ts';
import { replayFromRules } from '../replay.ts';

export const rebuildCommand: Command = {
  name: 'log rebuild',
  takes: '',
  positionals: { least: 0, most: 0 },
  summary: 'Make all that is derived from the facts anew, or compare it.',
  help: `Replays every fact through the rules, in one transaction; the facts are not touched. With --check nothing is changed and
each difference is named. The gateway must be stopped.`,
  options: { check: { type: 'boolean', help: 'compare only' } },
  async run(call) {
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
    return { exit: report.count === 0 ? 0 : 1, text, json: { ok: report.count === 0, ...report } };
  },
};
