/** The figures of chapters 02, 03 and 12: layouts of nodes, the XIP header, XCMP and the head of a tunnel. */
import {
  nodeLayout,
  xcmpEchoLayout,
  xcmpErrorLayout,
  xidTypes,
  xipHeaderLayout,
} from '../../../spec/registry/identifiers.ts';
import { tunnelLayout } from '../../../spec/registry/tunnel.ts';
import { hexCode, markdownTable, type Figures } from './figure.ts';
import { placed } from './placed.ts';

/** `xip-header`, `xip-node`, `xcmp`, `xcmp-echo`, `xcmp-error`, `tunnel-head`, `xid-types`. */
export const xipFigures: Figures = {
  'xip-header': () => placed(xipHeaderLayout),
  'xip-node': () => placed(nodeLayout),
  xcmp: () => `Echo:\n\n${placed(xcmpEchoLayout)}\n\nError:\n\n${placed(xcmpErrorLayout)}`,
  'xcmp-echo': () => placed(xcmpEchoLayout),
  'xcmp-error': () => placed(xcmpErrorLayout),
  'tunnel-head': () => placed(tunnelLayout),
  'xid-types': () =>
    markdownTable(
      ['type', 'xia-core text', 'Linux text', 'meaning'],
      xidTypes.map(({ code, core, linux, doc }) => [hexCode(code, 1), core ?? '–', linux ?? '–', doc]),
    ),
};
