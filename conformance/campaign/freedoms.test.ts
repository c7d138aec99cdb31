import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  adapterObject,
  type AdapterReport,
  type AdapterVerb,
  type Implementation,
  referenceImplementation as reference,
} from '../../src/agent/index.ts';
import { seededRandom } from '../../src/core/seeded-random.ts';
import type { Case } from '../case.ts';
import { isCited } from '../diff/cited.laws.ts';
import { childIut } from '../iut/child.ts';
import { greet } from '../iut/hello.ts';
import { inProcessIut, iutOf } from '../iut/in-process.ts';
import type { Iut } from '../iut/port.ts';
import { readManifest } from '../manifest.ts';
import { rewired } from '../mutants/rewired.ts';
import { packageRoot } from '../package-root.ts';
import { runCase } from '../run-case.ts';
import { readSuites } from '../suites/suite-file.ts';
import { type CampaignReport, runCampaign } from './campaign.ts';
import { foundCase } from './found.ts';
import { freedoms } from './freedoms.ts';

/** Walks the machines of these names. */
async function walked(iut: Iut, names: readonly string[], runs: number, seed = 1): Promise<CampaignReport> {
  await iut.start();
  await greet(iut);
  const suites = readSuites().filter(({ name }) => names.includes(name));
  const report = await runCampaign({ iut, suites, runs, seed });
  await iut.stop();
  return report;
}

/** What was found, in words; nothing when all was right. */
function found({ finding }: CampaignReport): unknown {
  const { word, expected, actual } = finding?.parting ?? {};
  return (
    finding && {
      suite: finding.suite.name,
      says: word?.map((i) => finding.suite.file.inputs[i]!.name),
      expected,
      actual,
    }
  );
}

/** The verdict of a case about an implementation, and the clause that it broke. */
async function verdictOf(one: Case, implementation: Implementation): Promise<readonly unknown[]> {
  const iut = inProcessIut(implementation);
  await iut.start();
  const manifest = readManifest((await greet(iut)).manifest);
  if ('length' in manifest) throw new Error(manifest.join());
  const { verdict, mismatch } = await runCase(one, iut, manifest);
  await iut.stop();
  return [verdict, mismatch?.requirement];
}

const used = ({ freedoms: taken }: CampaignReport): readonly string[] => taken.flatMap(({ by }) => by);

/** A destination host that takes an offer or not, as the dice have it. */
function choosy(reason: 'policy' | 'busy', dice = seededRandom(1)): Implementation {
  return {
    ...reference,
    destinationHost: rewired(reference.destinationHost, {
      hear: (event) =>
        event.type === 'decide.accept' && dice.below(2) === 0 ? { type: 'decide.refuse', reason } : event,
    }),
  };
}

/** A source host that carries some more rounds, or gives up, as the dice have it. */
function undecided(dice = seededRandom(2)): Implementation {
  return {
    ...reference,
    sourceHost: rewired(reference.sourceHost, {
      hear(event) {
        if (event.type !== 'decide.freeze') return event;
        const chance = dice.below(4);
        if (chance === 0) return { type: 'decide.abort', reason: 'no-convergence' };
        return chance === 1 ? { type: 'decide.nextRound' } : event;
      },
    }),
  };
}

/** The reference, but what its journal is writing is there after a crash, or not, as the dice have it. */
function slowJournal(dice = seededRandom(3)): Iut {
  return iutOf(() => {
    const adapter = adapterObject();
    return {
      async ask(verb: AdapterVerb): Promise<readonly AdapterReport[]> {
        if (verb.do === 'reset' && verb['keepJournal'] === true && dice.below(2) === 0)
          await adapter.ask({ do: 'fault', id: 0, fault: 'journal-ok' });
        return adapter.ask(verb);
      },
      close: () => adapter.close(),
    };
  });
}

/** The reference, but what comes while it is writing waits until it has written, or not, as the dice have it. */
function patient(dice = seededRandom(4)): Iut {
  let isHeld = false;
  let isRecording = false;
  let waiting: AdapterVerb[] = [];
  const watched: Implementation = {
    ...reference,
    encodeJournalRecord(record) {
      isRecording = isHeld;
      return reference.encodeJournalRecord(record);
    },
  };
  return iutOf(() => {
    const adapter = adapterObject(watched);
    return {
      async ask(verb: AdapterVerb): Promise<readonly AdapterReport[]> {
        if (verb.do === 'reset') [isHeld, isRecording, waiting] = [false, false, []];
        // Whose journal says nothing for long drops what comes.
        if (verb.do === 'advance') [isRecording, waiting] = [false, []];
        if (verb.do === 'fault') isHeld = verb['fault'] === 'journal-held';
        if (verb.do === 'deliver' && isRecording && dice.below(2) === 0) {
          waiting.push(verb);
          return [{ is: 'done', id: verb.id }];
        }
        const said = [...(await adapter.ask(verb))];
        if (isHeld) return said;
        isRecording = false;
        for (const one of waiting.splice(0)) said.unshift(...(await adapter.ask(one)).slice(0, -1));
        return said;
      },
      close: () => adapter.close(),
    };
  });
}

const python = 'python3';
const hasPython = spawnSync(python, ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0;
if (!hasPython)
  console.warn(`not run: walks of the host in Python; there is no ${python} of version 3.9 or later`);

describe('what the specification leaves free is right', () => {
  test.each([
    ['offers are refused', () => inProcessIut(choosy('policy')), 'destination-host-prepares', 40, 'DST-004'],
    [
      'offers are refused first',
      () => inProcessIut(choosy('policy')),
      'destination-host-loads',
      20,
      'DST-004',
    ],
    ['rounds differ', () => inProcessIut(undecided()), 'source-host', 20, 'spec/05-source-host.md#pre-copy'],
    ['a crash meets a record', slowJournal, 'witness', 40, 'spec/08-errors-and-timers.md#the-journal'],
    ['requests wait for a record', patient, 'witness', 40, 'spec/07-witness.md'],
  ] as const)('%s', async (_, make, suite, runs, by) => {
    const report = await walked(make(), [suite], runs);
    expect(found(report)).toBeUndefined();
    expect(used(report)).toContain(by);
  });

  test.runIf(hasPython).each([
    ['destination-host-prepares', []],
    ['destination-host-loads', ['AMB-007']],
    ['destination-host-runs', ['AMB-006']],
  ] as const)('another implementation goes its own ways in %s', async (suite, by) => {
    const host = fileURLToPath(new URL('conformance/examples/python/destination_host.py', packageRoot()));
    const report = await walked(childIut({ command: [python, host], timeoutMs: 60_000 }), [suite], 25, 5);
    expect(found(report)).toBeUndefined();
    expect(used(report)).toEqual(expect.arrayContaining([...by]));
  });
});

describe('what looks alike and is not free is found', () => {
  test('an offer that is refused for a reason that does not hold', async () => {
    const report = await walked(inProcessIut(choosy('busy')), ['destination-host-prepares'], 100);
    expect(report.finding?.parting).toMatchObject({
      expected: 'OfferAccept to source',
      actual: 'Refused (busy) to source',
    });
  });

  test('a number that no suite compares, by what a bystander hears', async () => {
    const off: Implementation = {
      ...reference,
      sealMessage: (message, signer) =>
        reference.sealMessage(
          message.type === 'Aborted'
            ? { ...message, header: { ...message.header, epoch: message.header.epoch + 1 } }
            : message,
          signer,
        ),
    };
    const { finding } = await walked(inProcessIut(off), ['destination-host-prepares'], 100);
    const { parting, suite } = finding!;
    expect(parting.expected).toBe('nothing that breaks a clause by itself');
    expect(parting.clauses.map(({ id }) => id)).toEqual(['MSG-034']);
    const kept = foundCase(suite, parting.word);
    expect(await verdictOf(kept, off)).toEqual(['fail', 'MSG-034']);
    expect(await verdictOf(kept, reference)).toEqual(['pass', undefined]);
  });
});

test('every freedom names what leaves it free', () => {
  for (const { by } of freedoms) for (const what of by) expect(isCited(what), what).toBe(true);
});
