/** What the gateways of a run are told: which packets of IP are whose, at hosts, beside guests and at the client. */
import type { GuestParty } from './guest-parties.ts';
import type { LabKey } from './keys.ts';
import { guestNetwork } from './topology.ts';

/** The address of a guest at its first host, as text. */
export type AddressOf = (guest: GuestParty) => string;

/** The file for `--plain` of a host. */
export function hostSettings(): unknown {
  return { device: { name: guestNetwork.tun }, allow: [guestNetwork.guests] };
}

/** The file for `--plain` of the client: it opens a session with each guest. */
export function clientSettings(guests: readonly GuestParty[], addressOf: AddressOf): unknown {
  return {
    device: { name: guestNetwork.tun },
    own: [only(guestNetwork.clientAddress)],
    routes: guests.map((guest) => routeTo(guest, addressOf)),
  };
}

/** The file for `--companion` of a guest. Of two guests the second one opens the session between them. */
export function companionSettings(
  guest: GuestParty,
  guests: readonly GuestParty[],
  client: LabKey,
  addressOf: AddressOf,
): unknown {
  const earlier = guests.slice(0, guests.indexOf(guest));
  const later = guests.slice(earlier.length + 1);
  return {
    machine: `HID:${guest.key.hid}`,
    key: guest.key.file,
    applications: {
      plain: {
        own: [only(guest.link.address)],
        routes: [
          { prefix: only(guestNetwork.clientAddress), hid: `HID:${client.hid}` },
          ...earlier.map((other) => routeTo(other, addressOf)),
          ...later.map((other) => routeTo(other)),
        ],
      },
    },
  };
}

/** A route to a guest; without an address the guest has to open the session. */
function routeTo(guest: GuestParty, addressOf?: AddressOf): unknown {
  return {
    prefix: only(guest.link.address),
    hid: `HID:${guest.key.hid}`,
    ...(addressOf === undefined ? {} : { address: addressOf(guest) }),
  };
}

function only(address: string): string {
  return `${address}/32`;
}
