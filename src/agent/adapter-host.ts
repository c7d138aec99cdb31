/** A host or a witness under test: the endpoint, its hypervisor, which the kit plays, and the state of machines. */
import { hostAttachments } from '../adaptation/index.ts';
import { type DelegatedHypervisor, delegatedHypervisor } from '../hypervisors/delegated.ts';
import type { Enactment } from '../ports/enactment.ts';
import type { HypervisorResult } from '../ports/hypervisor.ts';
import { standardPolicy, startEndpoint } from '../runtime/index.ts';
import { type AdapterConfig, someMachine } from './adapter-config.ts';
import { readContacts } from './adapter-contacts.ts';
import { operationJson } from './adapter-operations.ts';
import type { AdapterReport } from './adapter-reports.ts';
import type { MachineWatch } from './machine-watch.ts';
import { OrderError, type Tested, type TestedSetup } from './tested.ts';

/** A host under test. */
export interface HostUnderTest extends Tested {
  /** Takes what the kit says of an operation; false when no operation of this number waits for it. */
  operated(operationId: number, said: HypervisorResult): Promise<boolean>;
}

/** What a host is made with. */
export interface HostSetup extends TestedSetup {
  readonly config: AdapterConfig;
  readonly watch: MachineWatch;
  /** Does for real what the kit says; without one the kit's word is all there is. */
  readonly enactment: Enactment | undefined;
}

/** Starts a host or a witness for the kit, on machines that are there already. */
export function hostUnderTest(setup: HostSetup): HostUnderTest {
  const { config, implementation, clock, transport, store, random, log, report, watch, enactment } = setup;
  const delegated: DelegatedHypervisor = delegatedHypervisor(
    (id, operation) => report(operationJson(id, operation) as AdapterReport),
    (machine) => {
      if (config.machines === undefined) return someMachine;
      return watch.stateOf(machine) === 'none'
        ? undefined
        : config.machines.find((row) => row.machine === machine)?.description;
    },
  );
  const endpoint = startEndpoint({
    identity: config.identity,
    roles: [config.role],
    clock,
    transport,
    store,
    hypervisor: enactment === undefined ? watch.over(delegated) : delegated,
    random,
    ...(config.router === undefined
      ? {}
      : {
          attachments: hostAttachments({
            functions: implementation,
            router: config.router,
            random,
            transport,
            contactsOf: readContacts(config.members['contacts']),
          }),
        }),
    functions: implementation,
    policy: standardPolicy({ admit: () => config.admit }),
    timing: { delays: config.delays },
    versions: config.versions,
    log,
  });
  return {
    order(order) {
      if (order['kind'] !== 'retry') throw new OrderError('the order is not retry; others travel as packets');
      if (!endpoint.retry(String(order['machine']), String(order['migration'])))
        throw new OrderError('no such migration');
    },
    async operated(operationId, said) {
      const operation = delegated.pending(operationId);
      if (operation === undefined) return false;
      if (enactment === undefined) return delegated.answer(operationId, said);
      const result = await enactment.enact(operation, said);
      const copy = await enactment.look(operation.machine);
      if (copy !== undefined) watch.observe(operation.machine, copy);
      return delegated.answer(operationId, result);
    },
    stop: () => endpoint.stop(),
  };
}
