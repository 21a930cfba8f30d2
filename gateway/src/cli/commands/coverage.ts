import { ALARM_LEVELS } from '../../contract/alarm.ts';
import {
  GAP_KINDS,
  type Coverage,
  type CoverageGap,
  type CoverageGaps,
  type CoverageStep,
  type GapKind,
} from '../../contract/escalation.ts';
import type { Answer, Command } from '../command.ts';
import { oneOf } from '../option-values.ts';
import { withSetUp } from '../set-up-door.ts';
import { personByLogin, placeByPath } from '../set-up-names.ts';

/** What each kind of gap means, in a sentence. */
const WORDS: Readonly<Record<GapKind, string>> = {
  nobody: 'no step finds anybody: only the last resort is left',
  'nobody-on-duty': 'nobody is on duty',
  'all-away': 'everybody on the step is away',
  'nobody-named': 'nobody stands on the step',
  'not-watched': 'nobody has reception there',
  'no-way': 'no way that is set up reaches',
};

export const coverageCommand: Command = {
  name: 'coverage',
  takes: '',
  positionals: { least: 0, most: 0 },
  summary: 'Show who would be told if somebody pressed, now or in the next fortnight, and what is missing.',
  help: `Without options: every gap at any place and for any worker with a button, soonest first; exit status 1 when there is one.
With a place or a worker: span by span who would be told, and when. Times are those of the site.
A stopped gateway goes by the usual waiting times, and does not know who can be reached.`,
  example: '--place Clinic/Ward --level assist',
  options: {
    place: { type: 'string', value: 'PATH', help: 'of this place: Site/Building/Room' },
    worker: { type: 'string', value: 'LOGIN', help: 'of this worker, where their button belongs' },
    level: { type: 'string', value: 'LEVEL', help: `${ALARM_LEVELS.join(', ')} (default: duress)` },
  },
  async run({ place: of, option }) {
    const level = oneOf('level', ALARM_LEVELS, option('level') ?? 'duress');
    const [place, worker] = [option('place'), option('worker')];
    return withSetUp(of, async (door) => {
      const asked = {
        ...(place === undefined ? {} : { place: await placeByPath(door, place) }),
        ...(worker === undefined ? {} : { worker: await personByLogin(door, worker) }),
        level,
      };
      const answer = await door.coverage(asked);
      return 'gaps' in answer ? gapsAnswer(answer) : spansAnswer(answer);
    });
  },
};

function gapsAnswer(found: CoverageGaps): Answer {
  const { gaps, looked, cut } = found;
  const more = cut ? '\nThere is more than one answer looks at: ask for a place.' : '';
  if (gaps.length === 0)
    return {
      exit: 0,
      text: `Nothing is missing in the next fortnight (${String(looked)} places and workers).${more}`,
      json: { ok: true, ...found },
    };
  const sorted = gaps.toSorted((a, b) => a.from - b.from || GAP_KINDS.indexOf(a.kind) - GAP_KINDS.indexOf(b.kind));
  const lines = sorted.map((gap) => gapLine(gap));
  const json = { ok: false, code: 'coverage-gaps', ...found };
  return { exit: 1, text: `${lines.join('\n')}${more}`, json };
}

function gapLine({ kind, from, to, level, zone, step, policy, rota, person, where, total }: CoverageGap): string {
  const more = total > where.length ? ` and ${String(total - where.length)} more` : '';
  const about = [rota, person?.name].filter((word) => word !== undefined).join(' ');
  const at = [policy, step === undefined ? undefined : `step ${String(step)}`, level].filter((word) => word !== undefined).join(', ');
  return [`${when(from, zone)} – ${when(to, zone)}`, `${WORDS[kind]} ${about}`.trimEnd(), at, `${where.join('; ')}${more}`].join('\t');
}

function spansAnswer(coverage: Coverage): Answer {
  const { spans, zone } = coverage;
  const lines = spans.map(({ from, to, policy, steps }) =>
    [`${when(from, zone)} – ${when(to, zone)}`, policy ?? 'built-in', ...steps.map(stepText)].join('\t'),
  );
  return { exit: 0, text: lines.join('\n'), json: { ok: true, ...coverage } };
}

function stepText({ afterMs, consoles, told, lastResort }: CoverageStep): string {
  const people = [...(consoles ? ['consoles'] : []), ...told.map(({ name }) => name)].join(', ') || 'nobody';
  return `${String(afterMs / 1_000)} s: ${lastResort ? `last resort, ${people}` : people}`;
}

/** As on a wall there: `2026-03-02 20:00`. */
function when(at: number, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime();
  return local.toString({ smallestUnit: 'minute' }).replace('T', ' ');
}
