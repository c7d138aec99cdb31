/** An access router of the world of networks for tests. */
import { referenceImplementation } from '../agent/index.ts';
import { seededRandom } from '../core/seeded-random.ts';
import { signerFromSeed } from '../protocol/index.ts';
import { type Identity, identityOf } from '../runtime/index.ts';
import { type MemoryStore, memoryStore } from '../stores/memory.ts';
import {
  type AccessRouter,
  type AccessRouterOptions,
  type AttachmentView,
  startAccessRouter,
} from './access-router.ts';
import { networkOfKey } from './attachment-place.ts';
import { stationFunctions } from './station.ts';

/** An access router of the world. */
export interface WorldRouter {
  readonly identity: Identity;
  readonly store: MemoryStore;
  router: AccessRouter;
  /** What was done with packets, change by change. */
  readonly changes: AttachmentView[];
  restart(): void;
}

/** What the world says of it. */
export type WorldRouterParts = Pick<
  AccessRouterOptions,
  'clock' | 'timing' | 'bounds' | 'admits' | 'neighbours' | 'send' | 'deliver'
>;

const functions = { ...referenceImplementation, ...stationFunctions };

/** Starts it. @param octet what its key and its random numbers are made of. */
export function worldRouter(octet: number, parts: WorldRouterParts): WorldRouter {
  const signer = signerFromSeed(new Uint8Array(32).fill(octet));
  const identity = identityOf(signer, networkOfKey(signer.publicKey));
  const store = memoryStore();
  const changes: AttachmentView[] = [];
  let starts = 0;
  const start = (): AccessRouter => {
    starts += 1;
    return startAccessRouter({
      ...parts,
      identity,
      store,
      random: seededRandom(1000 * octet + starts),
      functions,
      onChange: (change) => changes.push(change),
    });
  };
  const row: WorldRouter = {
    identity,
    store,
    router: start(),
    changes,
    restart() {
      row.router.stop();
      row.router = start();
    },
  };
  return row;
}
