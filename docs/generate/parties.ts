/** The parties whose machines are told in documents, each by the name that its figures begin with. */
import {
  accessRouter,
  attaching,
  correspondent,
  destinationHost,
  directing,
  mover,
  rebinding,
  registration,
  rendezvous,
  sourceHost,
  witness,
  type MachineDescription,
} from '../../src/machines/index.ts';

/** Every machine as plain data, in the order of the chapters. */
export const parties: Readonly<Record<string, MachineDescription>> = {
  'source-host': sourceHost.describe(),
  'destination-host': destinationHost.describe(),
  witness: witness.describe(),
  'access-router': accessRouter.describe(),
  rendezvous: rendezvous.describe(),
  mover: mover.describe(),
  rebinding: rebinding.describe(),
  registration: registration.describe(),
  correspondent: correspondent.describe(),
  attaching: attaching.describe(),
  directing: directing.describe(),
};
