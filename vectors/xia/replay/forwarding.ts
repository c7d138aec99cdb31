/**
 * Replays the golden data on forwarding: one packet into a router with the routes of its configuration.
 */
import { join } from 'node:path';
import {
  fromHexText,
  makeDag,
  parseXid,
  Router,
  toHexOf,
  xiaCoreRules,
  xidType,
  type Xid,
} from './library.ts';
import { compare, readTable, type Row, type RowResult } from './table.ts';

/** Types that the original's router has tables for, whether or not they hold a row. */
const tables: Readonly<Record<string, number>> = {
  rt_AD: xidType.ad,
  rt_HID: xidType.hid,
  rt_SID: xidType.sid,
  rt_CID: xidType.cid,
  rt_IP: xidType.fourId,
  rt_FID: xidType.fid,
  rt_NCID: xidType.ncid,
  rt_ICID: xidType.icid,
};
const alwaysThere = ['rt_AD', 'rt_HID', 'rt_SID', 'rt_CID', 'rt_IP'];

/** The address of every router in the data. */
const routerAddress = [
  'AD:1001100110011001100110011001100110011001',
  'HID:1101110111011101110111011101110111011101',
];

/** Makes a function that replays a row of `forward.v2.tsv`, with the routes of a folder. */
export function makeForwardReplay(folder: string): (row: Row) => RowResult {
  const routes = new Map<string, Row[]>();
  return (row) => {
    if (row.run_status !== 'ok') return { kind: 'left-out', why: row.run_status! };
    if (row.uninit_bytes!.includes('UNSTABLE')) return { kind: 'left-out', why: 'unstable' };
    const config = row.config!;
    if (!routes.has(config))
      routes.set(config, readTable(join(folder, 'configs', `v2.${config}.routes.tsv`)));
    const packet = fromHexText(row.in_hex!)!;
    const ours = makeRouter(routes.get(config)!)
      .receive(packet)
      .flatMap((emission) => {
        const octets = toHexOf(emission.packet);
        if (emission.kind === 'port') return [`port${emission.port}:${octets}`];
        if (emission.kind === 'local') return [`local:${octets}`];
        return emission.kind === 'xcmp' ? [`xcmp_up:${octets}`] : [];
      });
    const theirs = row.outs === '' ? [] : row.outs!.split(' ');
    const masks = readMasks(row.uninit_bytes!);
    const result = compare([['outs', mask(ours, masks), mask(theirs, masks)]]);
    if (result.kind !== 'different' || masks.length === 0) return result;
    // Masked octets are there only when the original read memory outside the packet, which decides where it goes.
    return { ...result, refusal: 'the original followed an edge that it read outside the packet' };
  };
}

function makeRouter(routes: readonly Row[]): Router {
  const [ad, hid] = routerAddress.map(xidOf);
  const address = makeDag(
    [
      { xid: ad!, edges: [1] },
      { xid: hid!, edges: [] },
    ],
    [0],
  );
  const router = new Router(address, xiaCoreRules);
  for (const name of alwaysThere) router.forwarder.routes.setType(tables[name]!, {});
  for (const { table, xid, port } of routes) {
    const type = tables[table!];
    if (type === undefined) throw new Error(`unknown table ${table}`);
    if (xid === '-') router.forwarder.setDefault(type, Number(port));
    else if (xid === 'enabled') router.forwarder.routes.setType(type, { enabled: port !== '0' });
    else router.forwarder.setRoute(xidOf(xid!), Number(port));
  }
  return router;
}

function xidOf(text: string): Xid {
  const xid = parseXid(text);
  if (!xid.ok) throw new Error(`bad identifier in the routes: ${text}`);
  return xid.value;
}

interface Mask {
  readonly out: number;
  readonly from: number;
  readonly to: number;
}

/** `0:150-151,163-163;1:…`: octets of an output that the original never set. */
function readMasks(text: string): Mask[] {
  const masks: Mask[] = [];
  let out = 0;
  for (const part of text.split(/[,; |]+/).filter((piece) => piece !== '')) {
    const match = /^(?:(\d+):)?(\d+)-(\d+)$/.exec(part);
    if (match === null) throw new Error(`cannot read the mask ${text}`);
    if (match[1] !== undefined) out = Number(match[1]);
    masks.push({ out, from: Number(match[2]), to: Number(match[3]) });
  }
  return masks;
}

function mask(outs: readonly string[], masks: readonly Mask[]): string {
  return outs
    .map((out, i) => {
      const start = out.indexOf(':') + 1;
      const digits = Array.from(out);
      for (const { out: index, from, to } of masks) {
        if (index !== i) continue;
        for (let at = start + 2 * from; at < start + 2 * to + 2 && at < digits.length; at += 1)
          digits[at] = '?';
      }
      return digits.join('');
    })
    .join(' ');
}
