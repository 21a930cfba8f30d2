import type { TimelineEntry } from '@duress/gateway/contract/alarm.ts';
import { foundWords } from '../alarms/found-words.ts';
import type { ConsoleTexts } from '../texts/en.ts';

/** One line of the story in words: what happened, who did it, and what else the log says that helps. */
export function eventWords(
  entry: TimelineEntry,
  texts: ConsoleTexts,
): { readonly what: string; readonly who: string; readonly more: string } {
  return { what: texts.event[entry.kind] ?? spaced(entry.kind), who: entry.name ?? '', more: details(entry, texts).join(', ') };
}

function details({ kind, detail }: TimelineEntry, texts: ConsoleTexts): string[] {
  const { shared } = texts;
  const said: string[] = [];
  const { level, outcome, state, pin, why, note, reason, singleHanded, late, presses, where, path } = detail;
  if (kind === 'AlarmRaised' && isKey(shared.level, level)) said.push(shared.level[level]);
  if (isKey(shared.outcome, outcome)) said.push(shared.outcome[outcome]);
  if (kind === 'HandConfirmed' && isKey(shared.hand, state)) said.push(shared.hand[state]);
  if (typeof pin === 'string')
    said.push(pin === 'right' ? texts.marks.cancelRight : pin === 'wrong' ? texts.marks.cancelWrong : texts.marks.cancelNone);
  if (kind === 'DrillBecameReal' && isKey(texts.drill.why, why)) said.push(texts.drill.why[why]);
  if (kind === 'EscalationStepped') said.push(...toldWords(detail, texts));
  if (kind === 'WorkerFound') said.push(foundWords({ where, path: isNames(path) ? path : undefined }, texts));
  if (late === true) said.push(texts.marks.late);
  if (typeof presses === 'number' && presses > 1) said.push(texts.card.pressedTimes(presses));
  if (singleHanded === true) said.push(texts.singleHanded);
  for (const text of [note, reason]) if (typeof text === 'string' && text !== '') said.push(`“${text}”`);
  return said;
}

/** Step by step whom it told, by name: the gateway names people to those alone who may know them. */
function toldWords({ step, told, names, consoles }: TimelineEntry['detail'], { beside }: ConsoleTexts): string[] {
  const ids = isNames(told) ? told : [];
  // as: the timeline names people by their ids.
  const known = (typeof names === 'object' && names !== null ? names : {}) as Readonly<Record<string, string>>;
  const named = ids.flatMap((id) => (known[id] === undefined || known[id] === '' ? [] : [known[id]]));
  const more = ids.length - named.length;
  return [
    ...(typeof step === 'number' ? [beside.step(step)] : []),
    ...(consoles === true ? [beside.toldConsoles] : []),
    ...named,
    ...(more > 0 ? [beside.toldMore(more)] : []),
    ...(ids.length === 0 && consoles !== true ? [beside.toldNobody] : []),
  ];
}

function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === 'string');
}

function isKey<T extends object>(words: T, key: unknown): key is keyof T {
  return typeof key === 'string' && Object.hasOwn(words, key);
}

/** A kind that these texts don't know yet is still readable: `AlarmShown` becomes `Alarm shown`. */
function spaced(kind: string): string {
  return kind.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ').replaceAll(/ [A-Z]/g, (letter) => letter.toLowerCase());
}
