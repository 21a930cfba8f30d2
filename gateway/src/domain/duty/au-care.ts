import type { DutyRule } from '../../contract/duty.ts';

/** What providers of disability support and of aged care must tell their commissions: about the people whom they support, never about staff alone. */
const NDIS = {
  jurisdiction: 'AU',
  regime: 'ndis',
  who: 'The registered NDIS provider, through its key personnel',
  regulator: { name: 'NDIS Quality and Safeguards Commission', phone: '1800 035 544', web: 'https://www.ndiscommission.gov.au' },
  keepYears: 7,
  from: '2018-07-01',
  source: {
    law: 'NDIS (Incident Management and Reportable Incidents) Rules 2018, rules 16–21',
    web: 'https://ndiscommission.gov.au/rules-and-standards/managing-and-reporting-incidents/reportable-incidents',
  },
  checked: '2026-11-29',
  sure: 'checked',
  note: 'The limits were read at the Commission; seven years stand in guides that were read, rule 12 itself was not. Phone number and first day are from memory.',
} as const satisfies Partial<DutyRule>;

const SIRS = {
  jurisdiction: 'AU',
  regime: 'sirs',
  who: 'The provider of aged care',
  regulator: { name: 'Aged Care Quality and Safety Commission', phone: '1800 081 549', web: 'https://www.agedcarequality.gov.au' },
  keepYears: 7,
  checked: '2026-11-29',
} as const satisfies Partial<DutyRule>;

const PRIORITY_ONE: Pick<DutyRule, 'topic' | 'title' | 'questions' | 'law' | 'limits'> = {
  topic: 'priority-one',
  title: 'Aged care: a priority 1 incident (SIRS)',
  questions: [
    { key: 'harmed', text: 'Was a person in care harmed in body or mind so that they needed treatment, or could they have been?' },
    { key: 'sexual', text: 'Was there unlawful sexual contact or sexual conduct towards a person in care, or may there have been?' },
    { key: 'death', text: 'Did a person in care die, and nobody expected it?' },
    { key: 'missing', text: 'Is a person in care missing, and were the police told?' },
    { key: 'police', text: 'Is there reason to tell the police?' },
  ],
  law: 'The Commission must be told within 24 hours of an incident with harm, sexual conduct, an unexpected death, a missing person or a matter for the police.',
  limits: [{ key: 'first', what: 'Tell the Commission through the provider portal.', unit: 'hours', count: 24, from: 'aware' }],
};

const PRIORITY_TWO: Pick<DutyRule, 'topic' | 'title' | 'questions' | 'law' | 'limits'> = {
  topic: 'priority-two',
  title: 'Aged care: a priority 2 incident (SIRS)',
  questions: [
    {
      key: 'reportable',
      text: 'Was there force, abuse, neglect, theft or a restraint against the rules towards a person in care, without such harm?',
    },
  ],
  law: 'The Commission must be told within 30 days of a reportable incident that is not priority 1.',
  limits: [{ key: 'first', what: 'Tell the Commission through the provider portal.', unit: 'days', count: 30, from: 'aware' }],
};

const OLD_ACT = {
  until: '2025-11-01',
  source: {
    law: 'Aged Care Quality and Safety Commission Act 2018 and Quality of Care Principles 2014',
    web: 'https://www.health.gov.au/our-work/serious-incident-response-scheme-sirs',
  },
} as const;

const NEW_ACT = {
  from: '2025-11-01',
  source: {
    law: 'Aged Care Act 2024 and Aged Care Rules 2025',
    web: 'https://www.agedcarequality.gov.au/resource-library/serious-incident-response-scheme-decision-support-tool',
  },
} as const;

export const AU_CARE: readonly DutyRule[] = [
  {
    ...NDIS,
    rule: 'au-ndis-24-hours',
    topic: 'reportable-incident',
    title: 'NDIS: a reportable incident',
    questions: [
      { key: 'death', text: 'Did a person with disability whom you support die?' },
      { key: 'injury', text: 'Was such a person seriously hurt?' },
      { key: 'abuse', text: 'Was such a person abused or neglected, or does somebody say so?' },
      { key: 'assault', text: 'Was such a person assaulted, or touched sexually or by force against the law, or does somebody say so?' },
      { key: 'misconduct', text: 'Was there sexual misconduct against or in front of such a person, or does somebody say so?' },
      { key: 'harmful-restraint', text: 'Was such a person restrained without permission, and harmed by it?' },
    ],
    law: 'The Commission must be told within 24 hours of a key person knowing, and in more detail within 5 business days. Nights and weekends count for the 24 hours.',
    limits: [
      { key: 'first', what: 'Send the immediate notification in the Commission’s portal.', unit: 'hours', count: 24, from: 'aware' },
      { key: 'detail', what: 'Send the five-day form.', unit: 'business-days', count: 5, from: 'aware' },
    ],
  },
  {
    ...NDIS,
    rule: 'au-ndis-restraint',
    topic: 'restrictive-practice',
    title: 'NDIS: a restraint without permission',
    questions: [
      { key: 'restraint', text: 'Was a person with disability restrained without permission or outside their plan, and not harmed by it?' },
    ],
    law: 'The Commission must be told within 5 business days of a restrictive practice that was not authorised.',
    limits: [{ key: 'first', what: 'Send the five-day form in the Commission’s portal.', unit: 'business-days', count: 5, from: 'aware' }],
  },
  {
    ...SIRS,
    ...PRIORITY_ONE,
    ...OLD_ACT,
    rule: 'au-sirs-one-2021',
    from: '2021-04-01',
    sure: 'checked',
    note: 'The limit was read at the Department of Health; how long to keep records is from memory.',
  },
  {
    ...SIRS,
    ...PRIORITY_TWO,
    ...OLD_ACT,
    rule: 'au-sirs-two-2021',
    from: '2021-10-01',
    sure: 'checked',
    note: 'The limit was read in guides to the scheme; how long to keep records is from memory.',
  },
  {
    ...SIRS,
    ...PRIORITY_ONE,
    ...NEW_ACT,
    rule: 'au-sirs-one-2025',
    sure: 'from-memory',
    note: 'That the new Act holds from 1 November 2025 was read at the Commission; its Rules were not.',
  },
  {
    ...SIRS,
    ...PRIORITY_TWO,
    ...NEW_ACT,
    rule: 'au-sirs-two-2025',
    sure: 'from-memory',
    note: 'That the new Act holds from 1 November 2025 was read at the Commission; its Rules were not.',
  },
];
