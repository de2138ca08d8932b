import { describe, expect, it } from 'vitest';
import { isIcaoState } from '../../vision/document/mrz/states.ts';
import { acceptedType, issuingStates } from './catalogue.ts';

const all = issuingStates({ specimens: true });

describe('the catalogue of issuing states', () => {
  it('has every state and territory of ISO 3166 once, and a name for each entry', () => {
    expect(all.filter(({ region }) => region !== undefined)).toHaveLength(250);
    expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
    const nameOf = new Intl.DisplayNames(['de'], { type: 'region' });
    for (const { code, region, names } of all) {
      const name = names?.de ?? nameOf.of(region!);
      expect(name, code).toMatch(/\p{L}{3}/u);
    }
  });

  it('knows the codes that are in no ISO list', () => {
    for (const code of ['D<<', 'EUE', 'UNO', 'UNA', 'XOM', 'XPO', 'RKS']) {
      expect(acceptedType(code, 'passport', { specimens: false })?.type, code).toBe('passport');
    }
  });

  it('offers only codes that a machine-readable zone can hold', () => {
    expect(all.filter(({ code }) => !isIcaoState(code))).toEqual([]);
  });

  it('tells which kinds a state has and which of them have a back', () => {
    const licence = { type: 'driving_licence', back: true };
    expect(acceptedType('USA', 'driving_licence', { specimens: false })).toEqual(licence);
    expect(acceptedType('D<<', 'residence_permit', { specimens: false })?.back).toBe(true);
    expect(acceptedType('FRA', 'driving_licence', { specimens: false })).toBeNull();
    expect(acceptedType('GBR', 'passport', { specimens: false })?.back).toBe(false);
  });

  it('offers Utopia only where the operator says so', () => {
    expect(acceptedType('UTO', 'passport', { specimens: false })).toBeNull();
    expect(acceptedType('UTO', 'passport', { specimens: true })).not.toBeNull();
  });
});
