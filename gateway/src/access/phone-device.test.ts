import { expect, it } from 'vitest';
import { somebody } from '../domain/testing/stage.ts';
import { newPhoneDevice } from './phone-device.ts';

it('the phone page of a person is a device without their name: that is sealed under the person, to be erased with them', () => {
  expect(JSON.stringify(newPhoneDevice(somebody('p1', { name: 'Ana Ruiz' })))).not.toContain('Ana Ruiz');
});
