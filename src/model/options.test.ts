import { describe, expect, it } from 'vitest';
import { movements } from './adaptation-script.ts';
import { configurationSets } from './configurations.ts';
import { readOptions, type ModelOptions } from './options.ts';
import { unsafeDesigns } from './unsafe-designs.ts';

describe('the command line of the model', () => {
  it('explores the configurations of continuous integration and convicts every design when nothing is said', () => {
    expect(readOptions([])).toMatchObject({
      configurations: configurationSets.ci,
      designs: Object.keys(unsafeDesigns),
      ladders: false,
    });
  });

  it('takes configurations, sets, faults and a limit', () => {
    const options = readOptions([
      '--config',
      'direct',
      '--config',
      'large',
      '--crashes',
      '2',
      '--limit',
      '1000',
    ]);
    expect(options).toMatchObject({
      configurations: ['direct', ...configurationSets.large],
      faults: { crash: 2 },
      designs: [],
      limit: 1000,
    });
  });

  it('shows the ladders of the designs when they are asked for', () => {
    expect(readOptions(['--mutants'])).toMatchObject({ configurations: [], ladders: true });
    expect((readOptions(['--mutant', 'libvirt-v3']) as ModelOptions).designs).toEqual(['libvirt-v3']);
  });

  it('takes movements among access routers, and wrong designs of these', () => {
    expect(readOptions(['--config', 'there-and-back', '--mutant', 'forwarder-not-keyed'])).toMatchObject({
      configurations: [],
      designs: [],
      movements: ['there-and-back'],
      routerDesigns: ['forwarder-not-keyed'],
    });
    expect((readOptions(['--config', 'routers']) as ModelOptions).movements).toEqual(Object.keys(movements));
  });

  it.each([
    [['--frobnicate']],
    [['--config', 'nothing']],
    [['--config']],
    [['--mutant', 'none']],
    [['--crashes', 'many']],
    [['--limit']],
  ])('says what is wrong with %j', (words) => {
    expect(readOptions(words)).toEqual(expect.any(String));
  });
});
