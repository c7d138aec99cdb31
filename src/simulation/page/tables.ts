/** The tables of a result. */
import type { SimulationResult } from '../result.ts';
import { escaped, grouped, milliseconds } from './markup.ts';

type Cell = string | number;

/** What one glance should tell: big numbers in a row. */
export function headlines({ totals, requests, streams }: SimulationResult): string {
  const tiles: (readonly [string, string])[] = [
    ['freeze', milliseconds(totals.freezeMs)],
    ['longest silence', milliseconds(totals.gapMs)],
    ['silence − freeze', milliseconds(totals.gapOverFreezeMs)],
    ...(requests.length > 0
      ? [['requests lost', `${grouped(totals.lost)} of ${grouped(totals.sent)}`] as const]
      : []),
    ...(streams.length > 0 ? [['wrong octets in streams', grouped(totals.streamErrors)] as const] : []),
  ];
  return `<dl class="tiles">${tiles.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl>`;
}

/** All tables, each with its heading. */
export function tables(result: SimulationResult): string {
  const { requests, streams, moves, signalling, routers, expectations } = result;
  return [
    table(
      'Expected',
      ['measure', 'least', 'most', 'is', 'met', 'why'],
      expectations.map(({ measure, least, most, value, met, why }) => [
        measure,
        least ?? '',
        most ?? '',
        value,
        met ? 'yes' : 'NO',
        why ?? '',
      ]),
    ),
    table(
      'Migrations',
      ['machine', 'from', 'to', 'ordered at', 'freeze', 'outcome'],
      moves
        .slice(0, mostRows)
        .map(({ machine, from, to, orderedMs, freezeMs, outcome }) => [
          machine,
          from,
          to,
          milliseconds(orderedMs),
          freezeMs === null ? '–' : milliseconds(freezeMs),
          outcome,
        ]),
      moves.length,
    ),
    table(
      'Requests',
      [
        'from',
        'to',
        'sent',
        'lost',
        'duplicated',
        'reordered',
        'freeze',
        'silence',
        'silence − freeze',
        'round trip',
        'stretch before',
        'stretch after',
        'worst stretch',
      ],
      requests
        .slice(0, mostRows)
        .map((flow) => [
          flow.from,
          flow.to,
          flow.sent,
          flow.lost,
          flow.duplicated,
          flow.reordered,
          milliseconds(flow.freezeMs),
          milliseconds(flow.gapMs),
          milliseconds(flow.gapOverFreezeMs),
          milliseconds(flow.roundTripMs.median),
          flow.stretch.before.toFixed(2),
          flow.stretch.after.toFixed(2),
          flow.stretch.most.toFixed(2),
        ]),
      requests.length,
    ),
    table(
      'Streams',
      ['from', 'to', 'octets', 'delivered', 'wrong', 'freeze', 'silence', 'silence − freeze', 'finished at'],
      streams
        .slice(0, mostRows)
        .map((flow) => [
          flow.from,
          flow.to,
          grouped(flow.octets),
          grouped(flow.delivered),
          flow.errors,
          milliseconds(flow.freezeMs),
          milliseconds(flow.gapMs),
          milliseconds(flow.gapOverFreezeMs),
          flow.finishedMs === null ? 'never' : milliseconds(flow.finishedMs),
        ]),
      streams.length,
    ),
    table(
      'Signalling',
      ['part', 'message', 'messages', 'octets'],
      signalling.map(({ part, message, count, octets }) => [part, message, grouped(count), grouped(octets)]),
    ),
    table(
      'State in the access routers',
      ['router', 'rows at most', 'rows at the end', 'held at most', 'dropped', 'sent on'],
      routers.map(({ name, rowsMost, rowsEnd, heldMost, dropped, tunnelled }) => [
        name,
        rowsMost,
        rowsEnd,
        heldMost,
        dropped,
        tunnelled,
      ]),
    ),
  ].join('');
}

const mostRows = 50;

function table(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
  all = rows.length,
): string {
  if (rows.length === 0) return '';
  const cell = (value: Cell): string =>
    `<td${/^[−-]?[\d.]/.test(String(value)) ? ' class="number"' : ''}>${escaped(String(value))}</td>`;
  const more =
    all > rows.length ? `<p class="more">${all - rows.length} more are in the JSON result.</p>` : '';
  return (
    `<section><h2>${title}</h2><div class="scroll"><table><thead><tr>${heads.map((head) => `<th>${head}</th>`).join('')}` +
    `</tr></thead><tbody>${rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`).join('')}</tbody></table></div>${more}</section>`
  );
}
