/**
 * Words that cases written by hand come to: what a case gave, read as stimuli of an alphabet. Two stimuli are the same
 * when they say the same but for exchanges, digests, nonces, sessions and signatures. A word ends where a case gives
 * something that the alphabet does not have, for nobody knows the state after it.
 */
import { decodeMessage, toJson } from '../../src/protocol/index.ts';
import type { CaseConfig } from '../case-config.ts';
import { loadCatalogue } from '../catalogue.ts';
import type { Step } from '../exchange.ts';
import { inProcessIut } from '../iut/in-process.ts';
import { hexOf, octets } from '../octets/octets.ts';
import { readPacket, sessionHeader } from '../octets/xip.ts';
import { kitVersion } from '../package-root.ts';
import { run } from '../runner.ts';
import type { Word } from './mealy.ts';
import { patience } from './stimulus.ts';
import { alphabetOf } from './suite-cases.ts';
import type { NamedSuite, SuiteFile } from './suite-file.ts';

/** What a case gave: something, or that time passed. */
type Given =
  { readonly is: 'stimulus'; readonly text: string } | { readonly is: 'time'; readonly ms: number };

/** Members of messages that differ from case to case and mean the same. */
const volatile = new Set(['exchange', 'signature', 'nonce', 'session', 'digest', 'transcript', 'challenge']);

/** Runs the cases that are written by hand against the reference, and gives their words, by the name of the suite. */
export async function handWrittenWords(
  suites: readonly NamedSuite[],
): Promise<ReadonlyMap<string, readonly Word[]>> {
  const words = new Map<string, Word[]>(suites.map(({ name }) => [name, []]));
  await run({
    iut: inProcessIut(),
    catalogue: await loadCatalogue(),
    selection: { filter: [], roles: [...new Set(suites.map(({ file }) => file.party))], requirements: [] },
    repeat: 1,
    kit: kitVersion(),
    repeatWith: (id) => id,
    onRun({ role, config }, { exchange }) {
      for (const suite of suites) {
        const isSame = configText(config) === configText(alphabetOf(suite).config);
        if (role !== suite.file.party || !isSame) continue;
        const word = wordOfCase(suite.file, exchange);
        if (word.length > 0) words.get(suite.name)!.push(word);
      }
    },
  });
  return words;
}

/** A configuration without delays: that time passes is a stimulus, whatever runs out then. */
function configText(config: CaseConfig = {}): string {
  return JSON.stringify({ ...config, timers: undefined });
}

/** The word of a case: its stimuli, as far as they are those of the alphabet. */
export function wordOfCase(file: SuiteFile, exchange: readonly Step[]): Word {
  const given = exchange.flatMap(givenIn);
  const inputs = file.inputs.map(({ sample }) =>
    sample.flatMap(({ does, packet }) => textOf(does, packet) ?? []),
  );
  const waiting = file.inputs.findIndex(({ name }) => name === patience);
  const word: number[] = [];
  let [state, passed] = [0, 0];
  const take = (input: number): void => {
    word.push(input);
    state = file.states[state]!.on[input]![1];
    passed = 0;
  };
  for (let at = 0; at < given.length;) {
    const one = given[at]!;
    if (one.is === 'time') {
      passed += one.ms;
      at += 1;
      if (waiting >= 0 && passed >= file.states[state]!.wait) take(waiting);
      continue;
    }
    const best = longestMatch(file, state, inputs, given.slice(at));
    if (best === undefined) break;
    take(best.input);
    at += best.length;
  }
  return word;
}

function longestMatch(
  { states }: SuiteFile,
  state: number,
  inputs: readonly (readonly string[])[],
  given: readonly Given[],
): { readonly input: number; readonly length: number } | undefined {
  const next = given.map((one) => (one.is === 'stimulus' ? one.text : ''));
  return inputs
    .map((texts, input) => ({ input, texts }))
    .filter(({ input, texts }) => texts.length > 0 && states[state]!.on[input] !== null)
    .filter(({ texts }) => texts.every((text, at) => next[at] === text))
    .map(({ input, texts }) => ({ input, length: texts.length }))
    .sort((a, b) => b.length - a.length)[0];
}

function givenIn({ way, what, octets: packet }: Step): readonly Given[] {
  const time = /^(\d+) ms pass$/.exec(what);
  if (way === 'note' && time !== null) return [{ is: 'time', ms: Number(time[1]) }];
  if (way === 'from' || (way === 'note' && what !== 'crash and restart')) return [];
  const text = textOf(what, packet);
  return text === undefined ? [] : [{ is: 'stimulus', text }];
}

/** What a stimulus says; undefined for what the application sends, which only shows where packets go. */
function textOf(what: string, packet: string | undefined): string | undefined {
  if (packet !== undefined) return packetText(octets(packet));
  if (what.startsWith('order {"kind":"send"')) return undefined;
  const answer = /^the hypervisor answers (\w+)/.exec(what);
  if (answer !== null) return `${answer[1]} ${what.includes('failed') ? 'failed' : 'done'}`;
  return what.replace(/^fault /, '');
}

function packetText(value: Uint8Array): string {
  const view = readPacket(value);
  if (view === undefined) return hexOf(value);
  const way = `${hexOf(view.source)} ${hexOf(view.destination)}`;
  const decoded = view.nextHeader === 0 ? decodeMessage(view.payload) : undefined;
  // The fourth octet of a packet of a session is its kind.
  if (view.nextHeader === sessionHeader) return `${way} session packet ${view.payload[3]}`;
  if (decoded?.ok !== true) return `${way} next header ${view.nextHeader}`;
  const said = JSON.stringify(toJson(decoded.value), (name, part: unknown) =>
    volatile.has(name) ? undefined : part,
  );
  return `${way} ${said}`;
}
