import { expect, it } from 'vitest';
import type { OutputView } from '@duress/gateway/contract/outputs.ts';
import { outputBody, outputForm } from './output-form.ts';

const SIREN: OutputView = {
  output: 'o-1',
  name: 'Corridor',
  place: 'site',
  audience: 'anyone',
  levels: ['duress'],
  onWhile: 'loud',
  maxOnSeconds: 300,
  drills: false,
  switch: { by: 'serial', port: '/dev/relay', baudRate: 9_600, on: 'A0 01 01 A2', off: 'A0 01 00 A1' },
  isOn: false,
  standing: 'ok',
};

it('what was saved comes back as it was, a siren’s usual end as none of its own', () => {
  const { output: _output, isOn: _isOn, standing: _standing, maxOnSeconds: _usual, ...siren } = SIREN;
  expect(outputBody(outputForm(SIREN))).toEqual(siren);
  const lamp: OutputView = {
    ...SIREN,
    audience: 'staff',
    levels: ['duress', 'assist'],
    onWhile: 'open',
    switch: { by: 'mqtt', topic: 'a/b', on: '{"state":"ON"}', off: '{"state":"OFF"}' },
  };
  const { output: _o, isOn: _i, standing: _s, ...body } = lamp;
  expect(outputBody(outputForm(lamp))).toEqual(body);
});

it('a siren that is made a lamp has no end, and one for anyone no call for assistance', () => {
  expect(outputBody({ ...outputForm(SIREN), onWhile: 'open' })).not.toHaveProperty('maxOnSeconds');
  expect(outputBody({ ...outputForm(SIREN), levels: 'both' }).levels).toEqual(['duress']);
  expect(outputBody({ ...outputForm(SIREN), maxOn: '60' }).maxOnSeconds).toBe(60);
});
