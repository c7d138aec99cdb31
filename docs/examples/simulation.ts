/** Runs an experiment that comes with the package, in virtual time, and asks what became of the machine. */
import { shippedScenario, simulate } from '../../src/simulation/index.ts';

const scenario = shippedScenario('intra-ad');
if (scenario === undefined) throw new Error('the package has no such scenario');

const { moves, requests } = simulate(scenario);
for (const { from, to, outcome } of moves) console.log(outcome, 'from', from, 'to', to);
// → moved from A to B
console.log(
  requests.reduce((sum, { lost }) => sum + lost, 0),
  'requests without an answer',
);
// → 0 requests without an answer
