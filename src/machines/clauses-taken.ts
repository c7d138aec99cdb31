/** Which requirements a party carries out when it is told something: those of the transitions that it takes. */
import type { AnyStateMachine } from 'xstate';
import { accessRouterMachine } from './access-router.ts';
import { attachingMachine } from './attaching.ts';
import { correspondentMachine } from './correspondent.ts';
import { takenBy } from './coverage.ts';
import { describeMachine, transitionKey } from './describe.ts';
import { destinationHostMachine } from './destination-host.ts';
import { directingMachine } from './directing.ts';
import { emptyGlossary } from './glossary.ts';
import { moverMachine } from './mover.ts';
import type { PartyState } from './party.ts';
import { rebindingMachine } from './rebinding.ts';
import { registrationMachine } from './registration.ts';
import { rendezvousMachine } from './rendezvous.ts';
import { sourceHostMachine } from './source-host.ts';
import { witnessMachine } from './witness.ts';

const machines: readonly AnyStateMachine[] = [
  accessRouterMachine,
  attachingMachine,
  correspondentMachine,
  destinationHostMachine,
  directingMachine,
  moverMachine,
  rebindingMachine,
  registrationMachine,
  rendezvousMachine,
  sourceHostMachine,
  witnessMachine,
];

const byId = new Map(machines.map((machine) => [machine.id, machine]));
/** Of the machines that were asked about: to read one takes a while, and most processes ask about none. */
const clausesById = new Map<string, ReadonlyMap<string, readonly string[]>>();

/**
 * The requirements of the transitions that an event takes in a state, those that follow at once included.
 *
 * @param id the id of the machine, as its description says it.
 * @throws RangeError when no machine has this id.
 */
export function clausesTaken(
  id: string,
  state: PartyState<unknown>,
  event: { readonly type: string },
): readonly string[] {
  const machine = byId.get(id);
  if (machine === undefined) throw new RangeError(`no machine is called ${id}`);
  const clauses = clausesById.get(id) ?? clausesOf(machine);
  clausesById.set(id, clauses);
  return takenBy(machine, state, event).flatMap((key) => clauses.get(key) ?? []);
}

/** The requirements of each transition of a machine, by its key. */
function clausesOf(machine: AnyStateMachine): ReadonlyMap<string, readonly string[]> {
  const { states } = describeMachine(machine, emptyGlossary);
  return new Map(
    states.flatMap(({ path, transitions }) =>
      transitions.map(({ on, requirements }, at): [string, readonly string[]] => {
        const place = transitions.slice(0, at).filter((other) => other.on === on).length;
        return [transitionKey(path, on, place), requirements];
      }),
    ),
  );
}
