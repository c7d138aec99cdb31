/**
 * The bindings of a rendezvous of several processes: in registers that they share. Each request is served on what was
 * read for it; packets go by places that are remembered for a while.
 */
import { toHex } from '../core/hex.ts';
import type { Registers } from '../ports/registers.ts';
import type { PacketFunctions } from '../runtime/xip-stack.ts';
import { readRecord, sharedRegister, type SharedRegister } from '../runtime/shared-register.ts';
import { xidType } from '../xia/index.ts';
import { type Bindings, type BindingsOptions, boundRecord } from './bindings.ts';
import { placeCache } from './place-cache.ts';
import { rendezvousRole } from './rendezvous-role.ts';
import type { Station } from './station.ts';

/** What shared bindings are made with. */
export interface SharedBindingsOptions extends BindingsOptions {
  readonly registers: Registers;
  readonly functions: Pick<PacketFunctions, 'parsePacket'>;
  /** Where a machine is, is not known any longer. */
  onForget(machine: string): void;
}

/** Makes bindings that are in shared registers. */
export function sharedBindings(options: SharedBindingsOptions): Bindings {
  const { station, registers, functions, most, onPlace, onForget } = options;
  const busy = new Map<string, SharedRegister>();
  let stopped = false;

  const cache = placeCache({
    clock: station.clock,
    most,
    onPlace,
    onForget,
    read(machine, done) {
      const key = keyOf(machine);
      registers.read(key, (content) => {
        if (stopped) return;
        const read = readRecord<'bound'>(station, key, content);
        if (read === undefined) done({ is: 'failed' });
        else done({ is: 'read', binding: boundRecord(read.value) ?? null });
      });
    },
  });
  const registerOf = (machine: string): SharedRegister =>
    busy.get(machine) ??
    sharedRegister<'bound', Station>(station, registers, keyOf(machine), (writer, record) => {
      const resume = boundRecord(record);
      return rendezvousRole(writer, {
        machine,
        ...(resume === undefined ? {} : { resume }),
        onPlace: (binding) => cache.note(binding),
      });
    });
  /** The machines that a packet may be for: hosts in its address that are not this one. */
  const machinesOf = (packet: Uint8Array): readonly string[] => {
    const parsed = functions.parsePacket(packet);
    if (!parsed.ok) return [];
    return parsed.value.destination.nodes
      .filter(({ xid }) => xid.type === xidType.hid)
      .map(({ xid }) => toHex(xid.id))
      .filter((hid) => hid !== station.identity.hidText);
  };
  const admitNext = ([machine, ...others]: readonly string[], go: () => void): void => {
    if (stopped) return;
    if (machine === undefined) return go();
    cache.whenKnown(machine, () => admitNext(others, go));
  };
  return {
    take(incoming) {
      const { machine } = incoming.request.header;
      if (!busy.has(machine) && busy.size >= most) {
        station.log('warn', `machine ${machine} is not heard: there are too many`);
        return;
      }
      const register = registerOf(machine);
      busy.set(machine, register);
      register.receive(incoming);
      for (const [name, other] of busy) if (other.isIdle()) busy.delete(name);
    },
    admit: (packet, go) => admitNext(machinesOf(packet), go),
    view: () => cache.machines().map((machine) => ({ machine, party: 'serving' })),
    stop() {
      stopped = true;
      for (const register of busy.values()) register.stop();
    },
  };
}

function keyOf(machine: string): string {
  return `rendezvous/${machine}`;
}
