import { describe, expect, it } from 'vitest';
import { homeOf, oneTimeKey, pageAskedFor } from './way.ts';

const at = (search: string) => ({ search, origin: 'https://gateway.example' });

describe('the way back after signing in', () => {
  it.each([
    ['?next=%2Fdesk%23%2Fdebriefs%2Fd1', '/desk#/debriefs/d1'],
    ['?back=%2Fpanic', '/panic'],
    ['?next=%2F%3Fwall', '/?wall'],
  ])('goes to the page of this origin in %s', (search, page) => {
    expect(pageAskedFor(at(search), '/home')).toBe(page);
  });

  it.each([
    '',
    '?next=https%3A%2F%2Fevil.example',
    '?next=%2F%2Fevil.example',
    '?next=%2F%5Cevil.example',
    '?next=%2F%09%2Fevil.example',
    '?next=javascript%3Aalert(1)',
    '?next=desk',
    '?next=%2Fsign-in%3Fnext%3D%2F',
  ])('takes the usual page for %j', (search) => {
    expect(pageAskedFor(at(search), '/home')).toBe('/home');
  });
});

it('finds the one-time key after the hash and nowhere else', () => {
  expect(oneTimeKey('#key=abc-123')).toBe('abc-123');
  expect(oneTimeKey('#key=')).toBeUndefined();
  expect(oneTimeKey('')).toBeUndefined();
});

it('sends each to where they work', () => {
  expect(homeOf([{ role: 'worker' }])).toBe('/panic');
  expect(homeOf([{ role: 'manager' }, { role: 'worker' }])).toBe('/desk');
  expect(homeOf([{ role: 'manager' }, { role: 'reception' }])).toBe('/');
});
