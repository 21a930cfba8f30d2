/** Whose law about telling a regulator is known here (gateway/src/domain/duty). Without a schema, so that pages take it as it is. */
export const JURISDICTIONS = {
  'AU-CTH': 'Australia: Commonwealth employers (Comcare)',
  'AU-ACT': 'Australian Capital Territory',
  'AU-NSW': 'New South Wales',
  'AU-NT': 'Northern Territory',
  'AU-QLD': 'Queensland',
  'AU-SA': 'South Australia',
  'AU-TAS': 'Tasmania',
  'AU-VIC': 'Victoria',
  'AU-WA': 'Western Australia',
  NZ: 'New Zealand',
} as const;
export type Jurisdiction = keyof typeof JURISDICTIONS;

/** `whs`: safety at work, for everybody. `ndis`: registered NDIS providers. `sirs`: providers of aged care. */
export const REGIMES = ['whs', 'ndis', 'sirs'] as const;
export type Regime = (typeof REGIMES)[number];
