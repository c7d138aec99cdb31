/** The figures of chapters 02 and 03: layouts of nodes, the XIP header and XCMP. */
import {
  nodeLayout,
  xcmpEchoLayout,
  xcmpErrorLayout,
  xidTypes,
  xipHeaderLayout,
} from '../../../spec/registry/identifiers.ts';
import { hexCode, markdownTable, type Figures } from './figure.ts';
import { placed } from './placed.ts';

/** `xip-header`, `xip-node`, `xcmp`, `xcmp-echo`, `xcmp-error`, `xid-types`. */
export const xipFigures: Figures = {
  'xip-header': () => placed(xipHeaderLayout),
  'xip-node': () => placed(nodeLayout),
  xcmp: () => `Echo:\n\n${placed(xcmpEchoLayout)}\n\nError:\n\n${placed(xcmpErrorLayout)}`,
  'xcmp-echo': () => placed(xcmpEchoLayout),
  'xcmp-error': () => placed(xcmpErrorLayout),
  'xid-types': () =>
    markdownTable(
      ['type', 'xia-core text', 'Linux text', 'meaning'],
      xidTypes.map(({ code, core, linux, doc }) => [hexCode(code, 1), core ?? '–', linux ?? '–', doc]),
    ),
};
