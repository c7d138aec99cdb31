/**
 * State charts as SVG, laid out by Graphviz from the machines. Ink is the colour of the text around the chart, so that a
 * chart can be read by day and in the dark.
 */
import { instance } from '@viz-js/viz';
import type { MachineDescription, StateDescription } from '../../src/machines/index.ts';
import { arrowsFrom, childrenOf, lastName } from '../generate/state-chart.ts';

const graphviz = await instance();

/** The chart of a machine as an SVG element without line breaks between its parts; `label` names it to who cannot see it. */
export function stateChart(machine: MachineDescription, label: string): string {
  const drawn = graphviz.renderString(dotOf(machine), { format: 'svg', engine: 'dot' });
  return drawn
    .slice(drawn.indexOf('<svg'))
    .replace(
      /<svg [^>]*viewBox="([^"]*)"[^>]*>/,
      `<svg viewBox="$1" role="img" aria-label="${label}" fill="currentColor" ${sizeOf(drawn)}>`,
    )
    .replaceAll(/<title>[^<]*<\/title>/g, '')
    .replaceAll(/<!--[^]*?-->/g, '')
    .replaceAll(/ id="[^"]*"/g, '')
    .replaceAll('"black"', '"currentColor"')
    .replaceAll(/\n+/g, '');
}

/** Points are drawn as pixels at most; a narrow page shrinks the chart to what its style says. */
function sizeOf(drawn: string): string {
  const width = /width="(\d+)pt"/.exec(drawn)?.[1] ?? '0';
  return `width="${width}" style="min-width:${Math.min(Number(width), 640)}px"`;
}

function dotOf(machine: MachineDescription): string {
  const outer = machine.states.filter(({ path }) => !path.includes('.'));
  return [
    'digraph {',
    'compound=true; bgcolor=transparent; rankdir=TB; nodesep=0.3; ranksep=0.5; fontname=Helvetica; fontsize=12;',
    'node [shape=box style=rounded fontname=Helvetica fontsize=12 height=0.35];',
    'edge [fontname=Helvetica fontsize=9 arrowsize=0.6];',
    '"*" [shape=point width=0.12];',
    ...outer.flatMap((state) => nodesOf(machine, state)),
    `"*" -> ${end(machine, machine.initial, 'lhead')};`,
    ...machine.states
      .flatMap(arrowsFrom)
      .map(
        ({ from, to, events }) =>
          `${name(innermost(machine, from))} -> ${name(innermost(machine, to))} [${[
            ...clusterAt(machine, from, 'ltail'),
            ...clusterAt(machine, to, 'lhead'),
            `label=${JSON.stringify(events.join('\n'))}`,
          ].join(' ')}];`,
      ),
    '}',
  ].join('\n');
}

function nodesOf(machine: MachineDescription, state: StateDescription): readonly string[] {
  const children = childrenOf(machine, state);
  const look = state.tags.includes('rest') || state.tags.includes('end') ? ' peripheries=2' : '';
  if (children.length === 0) return [`${name(state.path)} [label=${name(lastName(state.path))}${look}];`];
  return [
    `subgraph ${name(`cluster_${state.path}`)} {`,
    `label=${name(lastName(state.path))}; style="rounded,dashed";`,
    ...children.map(({ path }) => `${name(path)} [label=${name(lastName(path))}];`),
    '}',
  ];
}

/** An arrow to a state with children ends at the one that is entered first, and is cut at the border. */
function end(machine: MachineDescription, path: string, side: 'lhead' | 'ltail'): string {
  return `${name(innermost(machine, path))} [${clusterAt(machine, path, side).join(' ')}]`;
}

function innermost(machine: MachineDescription, path: string): string {
  const state = machine.states.find((one) => one.path === path);
  return state === undefined || state.initial === '' ? path : `${path}.${state.initial}`;
}

function clusterAt(machine: MachineDescription, path: string, side: 'lhead' | 'ltail'): readonly string[] {
  return innermost(machine, path) === path ? [] : [`${side}=${name(`cluster_${path}`)}`];
}

function name(text: string): string {
  return JSON.stringify(text);
}
