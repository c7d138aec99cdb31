/** The beacons of an access router: to every machine that is attached, from time to time (chapter 12). */
import { delayOf } from '../machines/index.ts';
import type { ClockEntry } from '../ports/clock.ts';
import { fromJson } from '../protocol/index.ts';
import type { Station } from './station.ts';

/** Sends beacons. */
export interface BeaconSender {
  /** Says at which host a machine is attached; undefined for at none. */
  set(machine: string, host: string | undefined): void;
  stop(): void;
}

/** What beacons are sent with. */
export interface BeaconOptions {
  /** The id of the AD, in hexadecimal. */
  readonly ad: string;
  send(machine: string, host: string, payload: Uint8Array): void;
}

const zeros = (octets: number): string => '00'.repeat(octets);
/** The receiver of a message that is for everybody. */
const everybody = 'ff'.repeat(20);

/** Makes a sender without machines; time passes only while there are some. */
export function beaconSender(station: Station, { ad, send }: BeaconOptions): BeaconSender {
  const { clock, functions, identity, timing } = station;
  const hosts = new Map<string, string>();
  const interval = delayOf('BEACON_INTERVAL', 0, timing);
  let sequence = 0;
  let timer: ClockEntry | undefined;

  const beat = (): void => {
    timer = hosts.size === 0 ? undefined : clock.schedule(interval, beat);
    if (timer === undefined) return;
    sequence = (sequence + 1) % 2 ** 32;
    // One message for all of them: it names nobody, so it is signed once.
    const payload = sealed();
    for (const [machine, host] of hosts) send(machine, host, payload);
  };
  const sealed = (): Uint8Array => {
    const message = fromJson({
      type: 'Beacon',
      header: {
        machine: zeros(20),
        migration: zeros(16),
        epoch: 1,
        exchange: 0,
        sender: identity.hidText,
        receiver: everybody,
      },
      beacon: { ad, sequence, interval },
    });
    if (!message.ok) throw new TypeError(`Beacon: ${message.error.path} ${message.error.text}`);
    return functions.sealMessage(message.value, identity.signer);
  };
  return {
    set(machine, host) {
      if (host === undefined) hosts.delete(machine);
      else hosts.set(machine, host);
      if (hosts.size > 0) timer ??= clock.schedule(interval, beat);
    },
    stop() {
      timer?.cancel();
      hosts.clear();
    },
  };
}
