/**
 * The packets of plain machines at a host: beside each of them runs a gateway on the machine's peer, and goes along when
 * the machine moves. All of them share one device of the host.
 */
import { covers, type Gateway, ipGateway, type IpPrefix } from '../gateway/index.ts';
import { plainSettingsJson, readPlainSettings, shareDevice } from '../gateway/index.ts';
import type { PacketDevice } from '../ports/packet-device.ts';
import type { Applications, CompanionApplication, CompanionContext } from './companion-config.ts';

/** What a host gives to plain machines. */
export interface PlainMachinesOptions {
  /** Where their packets come from and go to; it stays the caller's. */
  readonly device: PacketDevice;
  /** The addresses that machines may have here: a machine that comes says itself which ones it has. */
  readonly allow: readonly IpPrefix[];
}

/**
 * Makes the gateways of machines: those whose settings, or what came with them, have a member `plain`
 * (`readPlainSettings`). What is wrong with it is logged, and the machine runs without a gateway.
 */
export function plainMachines({ device, allow }: PlainMachinesOptions): Applications {
  const shared = shareDevice(device);
  return (context) => {
    const plain = plainOf(context.state ?? context.settings);
    if (plain === undefined) return undefined;
    const refuse = (why: string): CompanionApplication => {
      context.log('error', `machine HID:${context.machine}: no packets are carried: ${why}`);
      // What it came with is not lost for the next host.
      return { onSession() {}, freeze: (done) => done({ plain }), stop() {} };
    };
    const read = readPlainSettings(plain);
    if (!read.ok) return refuse(`plain.${read.error.path} ${read.error.text}`);
    const { own } = read.value;
    if (!own.every((mine) => allow.some((prefix) => covers(prefix, mine))))
      return refuse('it has addresses that this host does not allow');
    let part: PacketDevice;
    try {
      part = shared.part(own);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      return refuse(error.message);
    }
    return beside(context, part, read.value);
  };
}

function beside(
  { peer, clock, log }: CompanionContext,
  device: PacketDevice,
  settings: Parameters<typeof plainSettingsJson>[0],
): CompanionApplication {
  const gateway: Gateway = ipGateway({ ...settings, device, peer, clock, log, opens: 'use' });
  return {
    onSession: (session) => void gateway.adopt(session),
    freeze(done) {
      device.drain?.();
      done({ plain: plainSettingsJson(settings) });
    },
    stop() {
      gateway.stop(true);
      void device.close();
    },
  };
}

function plainOf(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || !('plain' in json)) return undefined;
  return json.plain;
}
