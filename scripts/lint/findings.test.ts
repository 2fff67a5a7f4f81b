import { describe, expect, it } from 'vitest';
import { type Finding, unaccepted, unneeded } from './findings.ts';

const finding = (rule: string, path: Finding['Location']['Path'] = ['Resources', 'Vpc', 'DependsOn', 0]) => ({
  Filename: 'parley-dev.template.json',
  Rule: { Id: rule },
  Location: { Path: path },
  Message: 'that is wrong',
});
const accepted = [{ rule: 'W3005', place: /\/DependsOn\/\d+$/, reason: 'It may be.' }];

describe('what a linter finds', () => {
  it('is let be where its rule is accepted at its place', () => {
    expect(unaccepted([finding('W3005')], accepted)).toEqual([]);
  });

  it('is told at any other place, and by any other rule', () => {
    const elsewhere = finding('W3005', ['Resources', 'Vpc', 'Properties']);

    expect(unaccepted([elsewhere, finding('E3001'), finding('E0000', null)], accepted)).toEqual([
      'W3005 Resources/Vpc/Properties: that is wrong',
      'E3001 Resources/Vpc/DependsOn/0: that is wrong',
      'E0000 : that is wrong',
    ]);
  });
});

describe('what is accepted', () => {
  it('is not needed once nobody finds it', () => {
    expect(unneeded([finding('W3005')], accepted)).toEqual([]);
    expect(unneeded([finding('E3001')], accepted)).toEqual(accepted);
  });
});
