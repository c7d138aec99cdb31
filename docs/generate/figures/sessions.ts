/** The figures of chapter 16: layouts, kinds, flags and times of sessions. */
import {
  datagramLayout,
  rangeLayout,
  segmentFlags,
  segmentLayout,
  sessionKinds,
  sessionPrefixLayout,
  sessionTimers,
} from '../../../spec/registry/sessions.ts';
import { hexCode, markdownTable, type Figures } from './figure.ts';
import { placed } from './placed.ts';

/** `session-prefix`, `session-kinds`, `session-datagram`, `session-segment`, `session-range`, `session-flags`, `session-timers`. */
export const sessionFigures: Figures = {
  'session-prefix': () => placed(sessionPrefixLayout),
  'session-datagram': () => placed(datagramLayout),
  'session-segment': () => placed(segmentLayout),
  'session-range': () => placed(rangeLayout),
  'session-kinds': () =>
    markdownTable(
      ['kind', 'name', 'meaning'],
      Object.entries(sessionKinds).map(([name, { code, doc }]) => [String(code), `\`${name}\``, doc]),
    ),
  'session-flags': () =>
    markdownTable(
      ['bit', 'flag', 'meaning'],
      Object.entries(segmentFlags).map(([name, { bit, doc }]) => [hexCode(bit, 1), `\`${name}\``, doc]),
    ),
  'session-timers': () =>
    markdownTable(
      ['time', 'standard', 'range', 'meaning'],
      Object.entries(sessionTimers).map(([name, { standard, least, most, doc }]) => [
        `\`${name}\``,
        `${standard} ms`,
        `${least}…${most}`,
        doc,
      ]),
    ),
};
