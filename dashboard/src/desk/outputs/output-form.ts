import type { Audience, OnWhile, OutputBody, OutputView } from '@duress/gateway/contract/outputs.ts';

/** Fields as the page holds them. */
export interface OutputForm {
  name: string;
  place: string;
  audience: Audience;
  levels: 'duress' | 'assist' | 'both';
  onWhile: OnWhile;
  /** Seconds; empty: as usual. */
  maxOn: string;
  drills: boolean;
  by: 'mqtt' | 'serial';
  topic: string;
  on: string;
  off: string;
  port: string;
  baudRate: string;
  onBytes: string;
  offBytes: string;
}

/** The first relay of the commonest boards. */
const FIRST_RELAY = { onBytes: 'A0 01 01 A2', offBytes: 'A0 01 00 A1', baudRate: '9600' };

export function outputForm(output: OutputView | undefined): OutputForm {
  const blank: OutputForm = {
    name: '',
    place: '',
    audience: 'anyone',
    levels: 'duress',
    onWhile: 'loud',
    maxOn: '',
    drills: false,
    by: 'mqtt',
    topic: '',
    on: 'ON',
    off: 'OFF',
    port: '',
    ...FIRST_RELAY,
  };
  if (output === undefined) return blank;
  const { name, place = '', audience, levels, onWhile, maxOnSeconds, drills = false, switch: by } = output;
  const kept = { name, place, audience, levels: levelsOf(levels), onWhile, maxOn: maxOnText(onWhile, maxOnSeconds), drills };
  return by.by === 'mqtt'
    ? { ...blank, ...kept, by: 'mqtt', topic: by.topic, on: by.on, off: by.off }
    : {
        ...blank,
        ...kept,
        by: 'serial',
        port: by.port,
        baudRate: by.baudRate?.toString() ?? FIRST_RELAY.baudRate,
        onBytes: by.on,
        offBytes: by.off,
      };
}

/** A siren ends when sirens usually do, unless somebody has wished it otherwise; a lamp that it is turned into shall not. */
const SIREN_SECONDS = 300;

function maxOnText(onWhile: OnWhile, seconds: number | undefined): string {
  return seconds === undefined || (onWhile === 'loud' && seconds === SIREN_SECONDS) ? '' : String(seconds);
}

function levelsOf(levels: OutputBody['levels']): OutputForm['levels'] {
  if (levels.includes('duress')) return levels.includes('assist') ? 'both' : 'duress';
  return 'assist';
}

export function outputBody(form: OutputForm): OutputBody {
  const { name, place, audience, levels, onWhile, maxOn, drills } = form;
  return {
    name,
    ...(place === '' ? {} : { place }),
    audience,
    levels: audience === 'anyone' ? ['duress'] : levels === 'both' ? ['duress', 'assist'] : [levels],
    onWhile,
    ...(maxOn.trim() === '' ? {} : { maxOnSeconds: Number(maxOn) }),
    drills,
    switch:
      form.by === 'mqtt'
        ? { by: 'mqtt', topic: form.topic, on: form.on, off: form.off }
        : { by: 'serial', port: form.port, baudRate: Number(form.baudRate), on: form.onBytes, off: form.offBytes },
  };
}
