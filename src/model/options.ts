/** The command line of the model. */
import { adaptationDesigns } from './adaptation-designs.ts';
import { movements, type MovementName } from './adaptation-script.ts';
import { configurations, configurationSets, type ConfigurationName } from './configurations.ts';
import type { FaultBudget } from './exploration.ts';
import { unsafeDesigns } from './unsafe-designs.ts';

/** What is asked for. */
export interface ModelOptions {
  readonly help: boolean;
  readonly configurations: readonly ConfigurationName[];
  /** Faults that replace those of each configuration. */
  readonly faults: FaultBudget;
  readonly designs: readonly string[];
  /** Movements of a machine among access routers. */
  readonly movements: readonly MovementName[];
  /** Wrong designs of access routers. */
  readonly routerDesigns: readonly string[];
  /** Whether each conviction is shown with its ladder. */
  readonly ladders: boolean;
  /** The most worlds that are kept. */
  readonly limit: number;
}

const numbers = {
  '--crashes': 'crash',
  '--start-failures': 'startFailure',
  '--soft-failures': 'softFailure',
  '--journal-failures': 'journalFailure',
  '--stalls': 'stall',
  '--cancels': 'cancel',
  '--losses': 'loss',
  '--rounds': 'round',
} as const;

const movementNames = Object.keys(movements) as readonly MovementName[];

const standardLimit = 12_000_000;

/** How the command is used. */
export const usage = `npm run model [-- OPTIONS]

Explores the machines of source host, destination host and witness, and those of access routers among which a machine
moves, over a network that loses, repeats and reorders, and checks the invariants of the protocol. Without options: the configurations of continuous integration, then the unsafe
designs, each of which must be convicted.

  --config NAME        only this configuration or set; may be repeated
                       sets: ${Object.keys(configurationSets).join(', ')}, routers
                       configurations: ${Object.keys(configurations).join(', ')}
                       of routers: ${movementNames.join(', ')}
  --mutants            only the unsafe designs, each with the message ladder that convicts it
  --mutant NAME        only this unsafe design, with its ladder; may be repeated
                       ${Object.keys(unsafeDesigns).join(', ')}
                       of routers: ${Object.keys(adaptationDesigns).join(', ')}
  ${Object.keys(numbers).join(' N, ')} N
                       so many faults of this kind in each configuration
  --limit N            the most worlds to keep (standard: ${standardLimit}, about 100 octets each)
  --help               this text

Exit status: 0 everything holds and every unsafe design is convicted; 1 it does not, or one is not; 2 wrong usage;
3 nothing was found, but not everything was explored.`;

/** Reads the command line; a text says what is wrong with it. */
export function readOptions(words: readonly string[]): ModelOptions | string {
  const chosen: ConfigurationName[] = [];
  const designs: string[] = [];
  const ways: MovementName[] = [];
  const routerDesigns: string[] = [];
  const faults: Record<string, number> = {};
  let [help, mutants, limit] = [false, false, standardLimit];
  for (let place = 0; place < words.length; place += 1) {
    const word = words[place] as string;
    const value = (): string => words[(place += 1)] ?? '';
    if (word === '--help') help = true;
    else if (word === '--mutants') mutants = true;
    else if (word === '--config') {
      const name = value();
      if (name in configurationSets)
        chosen.push(...configurationSets[name as keyof typeof configurationSets]);
      else if (name in configurations) chosen.push(name as ConfigurationName);
      else if (name in movements) ways.push(name as MovementName);
      else if (name === 'routers') ways.push(...movementNames);
      else return `there is no configuration "${name}"`;
    } else if (word === '--mutant') {
      const name = value();
      if (name in unsafeDesigns) designs.push(name);
      else if (name in adaptationDesigns) routerDesigns.push(name);
      else return `there is no unsafe design "${name}"`;
    } else if (word === '--limit' || word in numbers) {
      const text = value();
      if (!/^\d{1,9}$/.test(text)) return `${word} takes a number`;
      if (word === '--limit') limit = Number(text);
      else faults[numbers[word as keyof typeof numbers]] = Number(text);
    } else return `unknown option ${word}`;
  }
  const isPlain = [chosen, designs, ways, routerDesigns].every(({ length }) => length === 0) && !mutants;
  return {
    help,
    configurations: isPlain ? configurationSets.ci : chosen,
    faults,
    designs: mutants || isPlain ? Object.keys(unsafeDesigns) : designs,
    movements: isPlain ? movementNames : ways,
    routerDesigns: mutants || isPlain ? Object.keys(adaptationDesigns) : routerDesigns,
    ladders: !isPlain,
    limit,
  };
}
