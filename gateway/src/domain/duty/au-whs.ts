import type { DutyRule } from '../../contract/duty.ts';

/** Incident notification under the model Work Health and Safety Act, and Victoria's own Act. One row each; what they share stands once. */
const QUESTIONS: DutyRule['questions'] = [
  { key: 'death', text: 'Did somebody die?' },
  { key: 'hospital', text: 'Did anybody have to be treated in hospital as an in-patient, or would they have had to be?' },
  {
    key: 'serious',
    text: 'Was anybody badly hurt: a serious injury of the head, an eye or the spine, a serious burn, deep cuts, a lost body part, or a part of the body that stopped working?',
  },
  { key: 'substance', text: 'Did anybody need a doctor’s treatment within 48 hours of contact with a substance?' },
  {
    key: 'danger',
    text: 'Was anybody in serious danger, even if nobody was hurt: from fire, explosion, gas, electric shock, or something that fell or collapsed?',
  },
];

const LIMITS: DutyRule['limits'] = [
  {
    key: 'first',
    what: 'Tell the regulator, by phone or in writing, by the fastest way there is.',
    unit: 'at-once',
    count: 0,
    from: 'aware',
  },
  { key: 'written', what: 'If the regulator asks for it: a notice in writing.', unit: 'hours', count: 48, from: 'asked' },
];

const SHARED = {
  regime: 'whs',
  topic: 'notifiable-incident',
  title: 'Safety at work: a notifiable incident',
  questions: QUESTIONS,
  law: 'The regulator must be told at once of a death, a serious injury or illness, or a dangerous incident that comes from the work. It counts for anybody: worker, client or visitor.',
  who: 'The person conducting the business or undertaking (the employer)',
  limits: LIMITS,
  scene:
    'Leave the place as it is until an inspector comes or says otherwise. Helping the hurt, making it safe and police work come first.',
  keepYears: 5,
  checked: '2026-11-29',
} as const satisfies Partial<DutyRule>;

export const AU_WHS: readonly DutyRule[] = [
  {
    ...SHARED,
    rule: 'au-nsw-whs',
    jurisdiction: 'AU-NSW',
    regulator: { name: 'SafeWork NSW', phone: '13 10 50', web: 'https://www.safework.nsw.gov.au' },
    from: '2012-01-01',
    source: {
      law: 'Work Health and Safety Act 2011 (NSW) ss 35–39',
      web: 'https://www.legislation.nsw.gov.au/view/html/inforce/current/act-2011-010#pt.3',
    },
    sure: 'checked',
  },
  {
    ...SHARED,
    rule: 'au-qld-whs',
    jurisdiction: 'AU-QLD',
    regulator: { name: 'Workplace Health and Safety Queensland', phone: '1300 362 128', web: 'https://www.worksafe.qld.gov.au' },
    from: '2012-01-01',
    source: {
      law: 'Work Health and Safety Act 2011 (Qld) ss 35–39',
      web: 'http://classic.austlii.edu.au/au/legis/qld/consol_act/whasa2011218/s38.html',
    },
    sure: 'checked',
    note: 'Section 38 was read; the list of incidents is that of the model Act.',
  },
  {
    ...SHARED,
    rule: 'au-act-whs',
    jurisdiction: 'AU-ACT',
    regulator: { name: 'WorkSafe ACT', phone: '13 22 81', web: 'https://www.worksafe.act.gov.au' },
    from: '2012-01-01',
    source: {
      law: 'Work Health and Safety Act 2011 (ACT) ss 35–39',
      web: 'http://www.austlii.edu.au/au/legis/act/consol_act/whasa2011218/s38.html',
    },
    sure: 'checked',
    note: 'Section 38 was read; the list of incidents is that of the model Act, and the phone number is from memory.',
  },
  {
    ...SHARED,
    rule: 'au-cth-whs',
    jurisdiction: 'AU-CTH',
    regulator: { name: 'Comcare', phone: '1300 366 979', web: 'https://www.comcare.gov.au' },
    from: '2012-01-01',
    source: {
      law: 'Work Health and Safety Act 2011 (Cth) ss 35–39',
      web: 'http://beta.worldlii.org/au/legis/cth/consol_act/whasa2011218/s38.html',
    },
    sure: 'checked',
    note: 'Section 38 was read; the list of incidents is that of the model Act.',
  },
  {
    ...SHARED,
    rule: 'au-tas-whs',
    jurisdiction: 'AU-TAS',
    regulator: { name: 'WorkSafe Tasmania', phone: '1300 366 322', web: 'https://worksafe.tas.gov.au' },
    from: '2013-01-01',
    source: {
      law: 'Work Health and Safety Act 2012 (Tas) ss 35–39',
      web: 'http://www5.austlii.edu.au/au/legis/tas/consol_act/whasa2012218/s38.html',
    },
    sure: 'checked',
    note: 'Section 38 was read; the list of incidents is that of the model Act.',
  },
  {
    ...SHARED,
    rule: 'au-sa-whs',
    jurisdiction: 'AU-SA',
    regulator: { name: 'SafeWork SA', phone: '1800 777 209', web: 'https://safework.sa.gov.au/notify/workplace-incident' },
    from: '2013-01-01',
    source: { law: 'Work Health and Safety Act 2012 (SA) ss 35–39', web: 'https://safework.sa.gov.au/notify/workplace-incident' },
    sure: 'from-memory',
    note: 'The list of incidents and the phone number were read at SafeWork SA; the sections themselves were not.',
  },
  {
    ...SHARED,
    rule: 'au-nt-whs',
    jurisdiction: 'AU-NT',
    regulator: { name: 'NT WorkSafe', phone: '1800 019 115', web: 'https://worksafe.nt.gov.au' },
    from: '2012-01-01',
    source: {
      law: 'Work Health and Safety (National Uniform Legislation) Act 2011 (NT) ss 35–39',
      web: 'https://legislation.nt.gov.au',
    },
    sure: 'from-memory',
    note: 'The Act was not read; it follows the model Act.',
  },
  {
    ...SHARED,
    rule: 'au-wa-whs',
    jurisdiction: 'AU-WA',
    questions: [
      ...QUESTIONS,
      { key: 'remote', text: 'Was anybody in a remote place taken urgently to a medical facility?' },
      { key: 'ten-days', text: 'Does a doctor think that somebody can’t do their usual work for at least 10 days?' },
    ],
    regulator: { name: 'WorkSafe Western Australia', phone: '1800 678 198', web: 'https://www.worksafe.wa.gov.au' },
    from: '2022-03-31',
    source: {
      law: 'Work Health and Safety Act 2020 (WA) ss 35–39',
      web: 'https://commerce.wa.gov.au/announcements/preserving-site-notifiable-incident',
    },
    sure: 'checked',
    note: 'Read at WorkSafe and in a law firm’s list of section 36; how long to keep records, and *in writing within 48 hours*, are from memory.',
  },
  {
    ...SHARED,
    rule: 'au-vic-ohs',
    jurisdiction: 'AU-VIC',
    law: 'The employer must tell WorkSafe at once of a death, a serious injury or a dangerous incident at a workplace that they manage, and send a written record within 48 hours.',
    who: 'The employer, or the self-employed person, who manages and controls the workplace',
    regulator: { name: 'WorkSafe Victoria', phone: '13 23 60', web: 'https://www.worksafe.vic.gov.au' },
    limits: [
      { key: 'first', what: 'Phone WorkSafe Victoria.', unit: 'at-once', count: 0, from: 'aware' },
      { key: 'written', what: 'Send the written record of the incident.', unit: 'hours', count: 48, from: 'aware' },
    ],
    from: '2005-07-01',
    source: {
      law: 'Occupational Health and Safety Act 2004 (Vic) ss 37–39',
      web: 'http://classic.austlii.edu.au/au/legis/vic/consol_act/ohasa2004273/s38.html',
    },
    sure: 'checked',
    note: 'Section 38 was read, and sections 37 and 39 in the regulator’s form; the day of commencement is from memory.',
  },
];

/** States whose Acts follow the model; each takes over the amendment of 5 December 2025 on a day of its own, or not at all. */
const MODEL = ['AU-NSW', 'AU-QLD', 'AU-ACT', 'AU-CTH', 'AU-TAS', 'AU-SA', 'AU-NT', 'AU-WA'] as const;

/** The model Act's *violent incident*. Nothing was found that says that it is law anywhere yet: shown as what may come, and no time runs by it. */
export const AU_VIOLENT: readonly DutyRule[] = MODEL.map((jurisdiction) => ({
  ...SHARED,
  rule: `${jurisdiction.toLowerCase()}-whs-violent`,
  jurisdiction,
  topic: 'violent-incident',
  title: 'Safety at work: a violent incident (change of the model Act, December 2025)',
  questions: [
    { key: 'sexual', text: 'Was anybody sexually assaulted, or may they have been?' },
    { key: 'assault', text: 'Was anybody physically assaulted, also by spitting or with body fluids?' },
    { key: 'held', text: 'Was anybody held against their will?' },
    { key: 'threat', text: 'Was anybody threatened with any of these?' },
  ],
  law: 'Once a state takes it over, an assault, a threat of one or being held counts if it exposes somebody to a serious risk of harm to their mind. Ask your regulator whether it holds with you.',
  regulator: AU_WHS.find((rule) => rule.jurisdiction === jurisdiction)?.regulator ?? {
    name: 'The regulator',
    web: 'https://www.safeworkaustralia.gov.au',
  },
  from: 'unknown',
  source: {
    law: 'Model WHS Legislation Amendment (Incident Notification) 2025, published 5 December 2025',
    web: 'https://www.safeworkaustralia.gov.au/safety-topic/managing-health-and-safety/incident-reporting',
  },
  sure: 'checked',
  note: 'Read at Safe Work Australia: it binds only where it has been taken over. Whether and when this state does was not found.',
}));
