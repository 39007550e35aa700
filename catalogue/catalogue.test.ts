import { beforeAll, describe, expect, it } from '@jest/globals';
import { hasOwnSystem, isInEffect } from '../contracts/catalogue.ts';
import type { Calendar, Weekday } from '../domain/calendar/types.ts';
import { DomainError } from '../domain/errors.ts';
import { resolveStageAgencies, type RouteFacts } from '../domain/procedure/resolve-agencies.ts';
import { allStages, type CommuneAgency } from '../domain/procedure/route.ts';
import type { Catalogue } from '../infra/catalogue/load-catalogue.ts';
import { loadCatalogue } from '../infra/catalogue/load-catalogue.ts';

let catalogue: Catalogue;

beforeAll(async () => {
  catalogue = await loadCatalogue();
});

const get = <K, V>(map: ReadonlyMap<K, V>, key: K): V => {
  const found = map.get(key);
  if (found === undefined) throw new Error(`no ${String(key)}`);
  return found;
};

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));

const WEEKDAYS: readonly Weekday[] = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** How many units of a level there are on a date. */
const inEffect = (on: string, level: string): number =>
  [...catalogue.units.values()].filter((unit) => unit.level === level && isInEffect(unit, on)).length;

/** Dates of a year that have sessions. */
const workingDays = (calendar: Calendar, year: number): number => {
  let count = 0;
  for (let at = Date.UTC(year, 0, 1); at < Date.UTC(year + 1, 0, 1); at += 86_400_000) {
    const date = new Date(at).toISOString().slice(0, 10);
    const weekday = WEEKDAYS[new Date(at).getUTCDay()] ?? 'sun';
    const uses = calendar.makeUpDays[date] ?? (calendar.holidays.includes(date) ? undefined : weekday);
    if (uses !== undefined && (calendar.sessions[uses] ?? []).length > 0) count += 1;
  }
  return count;
};

describe('the calendar of Quảng Ninh', () => {
  it.each([
    [2022, 249],
    [2023, 249],
    [2024, 251],
    [2025, 250],
    [2026, 250],
  ])('has in %i %i working days', (year, expected) => {
    expect(workingDays(catalogue.calendarOfOffice('phuong-hong-gai'), year)).toBe(expected);
  });

  it('has sessions of 480 minutes on each weekday and none at the weekend', () => {
    const { sessions, minutesPerDay } = get(catalogue.calendars, 'quang-ninh');
    expect(Object.keys(sessions)).toEqual(['mon', 'tue', 'wed', 'thu', 'fri']);
    for (const day of Object.values(sessions))
      expect(day.reduce((sum, [start, end]) => sum + minutes(end) - minutes(start), 0)).toBe(minutesPerDay);
  });

  it('does not count 24 November, which no law has made a holiday yet', () => {
    const data = get(catalogue.calendars, 'quang-ninh');
    expect(data.pending.map((day) => day.date)).toEqual(['2026-11-24']);
    expect(data.holidays.map((day) => day.date)).not.toContain('2026-11-24');
  });

  it('ends with the last year that is published', () => {
    expect(catalogue.calendarOfAgency('H49.04').publishedThrough).toBe('2026-12-31');
  });
});

describe('the agencies', () => {
  it('lose the district level and gain 54 communes on 2025-07-01', () => {
    expect([inEffect('2025-06-30', 'district'), inEffect('2025-06-30', 'commune')]).toEqual([13, 0]);
    expect([inEffect('2025-07-01', 'district'), inEffect('2025-07-01', 'commune')]).toEqual([0, 54]);
  });

  it('are 22 communes, 30 wards and 2 special zones', () => {
    const kinds = [...catalogue.units.values()].filter((unit) => unit.level === 'commune').map((unit) => unit.kind);
    const count = (kind: string): number => kinds.filter((one) => one === kind).length;
    expect([count('commune'), count('ward'), count('special-zone')]).toEqual([22, 30, 2]);
  });

  it('give each commune a committee, a police and a one-stop centre with an office', () => {
    for (const unit of catalogue.units.values()) {
      if (unit.level !== 'commune') continue;
      const own = [...catalogue.agencies.values()].filter((agency) => agency.commune === unit.code);
      expect(own.map((agency) => agency.kind).toSorted()).toEqual(['centre', 'committee', 'police']);
      expect(own.map((agency) => agency.code)).toContain(get(catalogue.offices, unit.code).agency);
    }
  });

  it('work in systems of their own where the police, the social insurance and the tax office do, with those below them', () => {
    const own = [...catalogue.agencies.values()].filter(({ code }) =>
      hasOwnSystem(code, (one) => catalogue.agencies.get(one)),
    );
    expect(new Set(own.map(({ kind }) => kind))).toEqual(new Set(['police', 'social-insurance', 'tax']));
    expect(own.map(({ code }) => code)).toEqual(expect.arrayContaining(['H49.71', 'H49.71.143', 'H49.72', 'H49.73']));
    expect(own.filter(({ kind }) => kind === 'police')).toHaveLength(55);
    expect(hasOwnSystem('H49.404', () => undefined)).toBe(false);
  });

  it('mark every identifier code but the province’s as provisional', () => {
    for (const agency of catalogue.agencies.values())
      expect([agency.code, agency.provisional.includes('code')]).toEqual([agency.code, agency.code !== 'H49']);
  });
});

describe('the competent agency', () => {
  it('is the committee of the applicant’s commune, its police or a fixed agency, as the procedure says', () => {
    expect(catalogue.competentAgency('1.001193', 'phuong-hong-gai', '2026-07-01')).toBe('H49.143');
    expect(catalogue.competentAgency('1.004222', 'phuong-hong-gai', '2026-07-01')).toBe('H49.71.143');
    expect(catalogue.competentAgency('2.001583', null, '2026-07-01')).toBe('H49.04');
  });

  it('was the committee of the district until the district level ended', () => {
    expect(catalogue.competentAgency('1.009994', 'thanh-pho-ha-long', '2025-06-30')).toBe('H49.193');
    expect(() => catalogue.competentAgency('1.009994', 'thanh-pho-ha-long', '2025-07-01')).toThrow(
      new DomainError('agency-unresolved'),
    );
  });

  it.each([null, 'phuong-x', 'tinh-quang-ninh'])('is unresolved for the commune %s', (commune) => {
    expect(() => catalogue.competentAgency('1.001193', commune, '2026-07-01')).toThrow('agency-unresolved');
  });

  it('and the receiving one together resolve every stage of every procedure in force', () => {
    const on = '2026-07-01';
    for (const procedure of catalogue.procedures.values()) {
      if (!isInEffect(procedure, on) || procedure.route === undefined) continue;
      const competentAgency = catalogue.competentAgency(procedure.code, 'phuong-bai-chay', on);
      const receivingAgency = get(catalogue.offices, 'phuong-hong-gai').agency;
      const stages = procedure.route.stages.map((stage) => {
        const { when: _, ...always } = stage;
        return always;
      });
      const ofCommune = (kind: CommuneAgency) => catalogue.agencyOfCommune(kind, 'phuong-bai-chay', on);
      const agencies = resolveStageAgencies({ stages }, { competentAgency, receivingAgency, ofCommune });
      for (const { id, parts = [] } of stages)
        for (const one of [id, ...parts.flatMap((part) => part.stages.map((stage) => stage.id))])
          expect(agencies).toHaveProperty([one]);
      for (const agency of Object.values(agencies)) expect(isInEffect(get(catalogue.agencies, agency), on)).toBe(true);
    }
  });
});

describe('the procedures', () => {
  it('are the eighteen of the province’s start', () => {
    expect([...catalogue.procedures.keys()]).toEqual([
      '1.000656',
      '1.000894',
      '1.001193',
      '1.001612',
      '1.001776',
      '1.004222',
      '1.004873',
      '1.009994',
      '1.013225',
      '1.013831',
      '1.014199',
      '2.000635',
      '2.000815',
      '2.000986',
      '2.001023',
      '2.001583',
      '3.000333',
      '3.000347',
    ]);
  });

  it('follow each other: 1.013225 took over from 1.009994, which ended with the district level', () => {
    const predecessor = get(catalogue.procedures, '1.009994');
    expect(predecessor.effectiveTo).toBe('2025-06-30');
    expect(get(catalogue.procedures, '1.013225').predecessors).toEqual(['1.009994']);
    expect(get(catalogue.procedures, '1.013225').effectiveFrom).toBe('2025-07-01');
  });

  it('pass appraisal, approval and sealing at an agency and end with the return at the receiving office', () => {
    for (const procedure of catalogue.procedures.values()) {
      const stages = (procedure.route?.stages ?? []).filter(({ when }) => when === undefined);
      expect(stages.at(-1)).toMatchObject({ kind: 'return', role: 'return-clerk', agency: { kind: 'receiving' } });
      const before = stages.slice(0, -1);
      const ways = before.flatMap(({ parts = [] }) => parts.map((part) => part.stages));
      for (const way of ways.length > 0 ? ways : [before])
        expect(way.map((stage) => stage.kind).join(' ')).toMatch(/^(appraisal approval sealing ?)+$/);
    }
  });

  it('name the digitised result when it is sealed', () => {
    for (const procedure of catalogue.procedures.values())
      for (const stage of allStages(procedure.route ?? { stages: [] }))
        expect(stage.requires).toEqual(stage.kind === 'sealing' ? ['result-document'] : []);
  });

  it('say that their routes are ours and not the province’s yet', () => {
    for (const procedure of catalogue.procedures.values()) expect(procedure.provisional).toContain('route');
  });

  it.each<[string, string, string, Partial<RouteFacts>, boolean]>([
    ['1.000894', 'verification', 'an earlier marriage', { form: { earlierMarriage: true } }, true],
    ['1.000894', 'verification', 'first marriages', { form: { earlierMarriage: false } }, false],
    ['1.000894', 'verification', 'a paper declaration', {}, false],
    ['1.013225', 'technical-appraisal', 'class III', { case: 'linear', form: { workKind: 'class-iii' } }, true],
    ['1.013225', 'technical-appraisal', 'a house', { form: { workKind: 'detached-house' } }, false],
    ['1.013831', 'field-verification', 'a difficult area', { form: { hardArea: true } }, true],
    ['1.013831', 'field-verification', 'no such area', { form: { hardArea: false } }, false],
    [
      '1.013831',
      'field-verification',
      'four days by post',
      { case: 'transfer-by-post', form: { hardArea: true } },
      false,
    ],
  ])(
    '%s passes %s for %s as the e-form and the case say, and this is marked as provisional',
    (code, id, _, filed, on) => {
      const { cases, provisional, route } = get(catalogue.procedures, code);
      const facts = { case: cases[0]?.id ?? '', channel: 'direct', form: {}, ...filed } as const;
      const parties = { competentAgency: 'H49.143', receivingAgency: 'H49.01.143' };
      expect(id in resolveStageAgencies(route ?? { stages: [] }, parties, facts)).toBe(on);
      expect(provisional).toContain('route.stages.when');
    },
  );

  it('let the e-form stand for the declaration where they are filed online, which no source confirms', () => {
    const replaced = [...catalogue.procedures.values()].filter(({ cases }) =>
      cases.some(({ components }) => components.some(({ replacedByForm }) => replacedByForm === true)),
    );
    const online = [...catalogue.procedures.values()].filter(
      ({ onlineLevel, effectiveTo }) => onlineLevel !== 'information' && effectiveTo === undefined,
    );
    expect(replaced.map(({ code }) => code)).toEqual(online.map(({ code }) => code));
    for (const { provisional } of replaced) expect(provisional).toContain('cases.components.replacedByForm');
  });

  it('give a certified copy, and a copy from the register, at once', () => {
    const instant = [...catalogue.procedures.values()].filter(({ instantResult }) => instantResult === true);
    expect(instant.map(({ code }) => code)).toEqual(['2.000635', '2.000815']);
    for (const { legalLimit } of instant) expect(legalLimit?.unit).toBe('same-day');
  });

  it('say of every extension that it is provisional, and on what ground it is given', () => {
    const extended = [...catalogue.procedures.values()].filter(({ extension }) => extension !== undefined);
    for (const { provisional } of extended) expect(provisional).toContain('extension');
    expect(extended.map(({ code, extensionGround }) => [code, extensionGround])).toEqual([
      ['1.000656', 'verification'],
      ['1.000894', 'verification'],
      ['2.000986', undefined],
    ]);
  });

  it.each(['1.000656', '1.000894', '1.001612', '1.004873', '1.009994', '2.000986', '2.001023'])(
    'say that the limit of %s is not what the national record states',
    (code) => {
      expect(get(catalogue.procedures, code).provisional).toContain('legalLimit');
    },
  );

  it('leave residence in 2.000986 to the police of the commune, beside the health card and after the birth', () => {
    const [stage] = get(catalogue.procedures, '2.000986').route?.stages ?? [];
    expect(stage?.parts?.map(({ id, after }) => [id, after])).toEqual([
      ['birth', []],
      ['residence', ['birth']],
      ['insurance', ['birth']],
    ]);
    for (const { agency } of stage?.parts?.[1]?.stages ?? [])
      expect(agency).toEqual({ kind: 'commune-agency', of: 'police', otherwise: 'H49.71' });
    expect(get(catalogue.procedures, '1.004222').competence).toEqual({ kind: 'commune-police' });
  });

  it('keep the shorter limit of an individual house', () => {
    const procedure = get(catalogue.procedures, '1.013225');
    expect(procedure.legalLimit).toEqual({ unit: 'working-day', value: 10 });
    expect(procedure.cases.find((one) => one.id === 'individual-house')?.legalLimit).toEqual({
      unit: 'working-day',
      value: 7,
    });
  });

  it('claim no local limit, since none of the province’s is known', () => {
    for (const procedure of catalogue.procedures.values()) {
      expect(procedure).not.toHaveProperty('localLimit');
      for (const one of procedure.cases) expect(one).not.toHaveProperty('localLimit');
    }
  });
});

describe('the rule sets', () => {
  it.each([
    ['2021-12-05', 'nd-61-2018'],
    ['2021-12-06', 'nd-61-2018-107-2021'],
    ['2025-06-30', 'nd-61-2018-107-2021'],
    ['2025-07-01', 'nd-118-2025'],
    ['2030-01-01', 'nd-118-2025'],
  ])('on %s are %s', (date, id) => {
    expect(catalogue.ruleSetOn(date).id).toBe(id);
  });

  it('are none before Decree 61/2018', () => {
    expect(() => catalogue.ruleSetOn('2018-06-20')).toThrow('rule-set-unknown');
  });

  it.each(['2021-12-06', '2025-07-01'])(
    'mark the numbers of a decree that was not found as provisional: %s',
    (date) => {
      expect(catalogue.ruleSetOn(date).provisional).toContain('apologyLeadCalendarDays');
    },
  );

  it('mark Decree 367/2025, whose beginning is not known', () => {
    const { decrees, provisional } = catalogue.ruleSetOn('2025-07-01');
    expect(decrees).toContain('367/2025/NĐ-CP');
    expect(provisional).toContain('decrees');
  });
});

describe('the demo accounts', () => {
  it('keep appraiser, leader and seal clerk of an agency apart', () => {
    for (const agency of ['H49.143', 'H49.139', 'H49.04'])
      for (const role of ['appraiser', 'agency-leader', 'seal-clerk'] as const) {
        const holders = catalogue.demoAccounts.filter((account) =>
          account.appointments.some((one) => one.agency === agency && one.role === role),
        );
        expect(holders).toHaveLength(1);
        expect(holders[0]?.appointments).toHaveLength(1);
      }
  });
});
