import type { DutyRule } from '../../contract/duty.ts';

export const NZ_HSWA: readonly DutyRule[] = [
  {
    rule: 'nz-hswa',
    jurisdiction: 'NZ',
    regime: 'whs',
    topic: 'notifiable-event',
    title: 'Safety at work: a notifiable event',
    questions: [
      { key: 'death', text: 'Did somebody die?' },
      { key: 'hospital', text: 'Did anybody have to be admitted to hospital for immediate treatment, or would they usually have been?' },
      {
        key: 'serious',
        text: 'Was anybody badly hurt: a serious injury of the head, an eye or the spine, a serious burn, deep cuts, a lost body part, or a part of the body that stopped working?',
      },
      { key: 'substance', text: 'Did anybody need medical treatment within 48 hours of contact with a substance?' },
      {
        key: 'danger',
        text: 'Was anybody’s health or safety in serious danger, even if nobody was hurt: from fire, explosion, gas, electric shock, or something that fell or collapsed?',
      },
    ],
    law: 'The regulator must be told as soon as possible of a death, a notifiable injury or illness, or a notifiable incident that comes from the work, by the fastest way there is.',
    who: 'The person conducting the business or undertaking (PCBU)',
    regulator: { name: 'WorkSafe New Zealand', phone: '0800 030 040', web: 'https://www.worksafe.govt.nz/notify-worksafe' },
    limits: [
      {
        key: 'first',
        what: 'Tell WorkSafe, by phone or in writing, by the fastest way there is.',
        unit: 'at-once',
        count: 0,
        from: 'aware',
      },
      { key: 'written', what: 'If WorkSafe asks for it: a notice in writing.', unit: 'hours', count: 48, from: 'asked' },
    ],
    scene: 'Leave the place as it is until an inspector allows otherwise. Helping the hurt, making it safe and police work come first.',
    keepYears: 5,
    from: '2016-04-04',
    source: {
      law: 'Health and Safety at Work Act 2015 ss 23–25, 55–57',
      web: 'https://www.legislation.govt.nz/act/public/2015/0070/latest/DLM6544144.html',
    },
    checked: '2026-11-29',
    sure: 'checked',
    note: 'Sections 55 to 57 were read, sections 23 to 25 in a law firm’s list; the first day is from memory.',
  },
];
