import type { OtherDebrief } from '@duress/gateway/contract/debrief-joining.ts';
import type { DebriefDetail } from '@duress/gateway/contract/debrief.ts';
import type { Desk } from '../desk.svelte.ts';

/** Where what happened, what comes of it and the answer are written; undefined: here. */
export function leadOf({ together }: DebriefDetail): OtherDebrief | undefined {
  return together?.others.find(({ leads }) => leads);
}

/** The other workers of the incident, each once. */
export function otherNames({ together, task }: DebriefDetail): string[] {
  const others = (together?.others ?? []).flatMap(({ worker }) => worker ?? []).filter(({ person }) => person !== task.worker?.person);
  return [...new Map(others.map(({ person, name }) => [person, name])).values()];
}

/** `Ana and Tom`; undefined: there is nobody else. */
export function othersText(desk: Desk, detail: DebriefDetail): string | undefined {
  const names = otherNames(detail);
  return names.length === 0 ? undefined : desk.names(names);
}
