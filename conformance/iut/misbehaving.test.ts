import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Case, defineCase } from '../case.ts';
import { echoRequest } from '../octets/xip.ts';
import { exitCodes } from '../exit-codes.ts';
import { exitCodeOf, type RunReport } from '../report.ts';
import { run } from '../runner.ts';
import { childIut } from './child.ts';
import { IutError } from './port.ts';

/** One case that sends something, between two that only reset. */
const cases: readonly Case[] = [
  defineCase({
    id: 'witness/a-before',
    title: 'before',
    covers: ['XIP-001'],
    role: 'witness',
    needs: [],
    async run() {},
  }),
  defineCase({
    id: 'witness/b-sends',
    title: 'sends a packet',
    covers: ['XIP-001'],
    role: 'witness',
    needs: [],
    run: ({ deliver }) => deliver(echoRequest('stranger', 'witness', 1, 1)),
  }),
  defineCase({
    id: 'witness/c-after',
    title: 'after',
    covers: ['XIP-001'],
    role: 'witness',
    needs: [],
    async run() {},
  }),
];

function fixture(name: string): readonly string[] {
  return [process.execPath, fileURLToPath(new URL(`./fixtures/${name}.mjs`, import.meta.url))];
}

function judge(command: readonly string[], timeoutMs = 5_000): Promise<RunReport> {
  return run({
    iut: childIut({ command, timeoutMs }),
    catalogue: cases,
    selection: { filter: [], roles: [], requirements: [] },
    repeat: 1,
    kit: 'test',
    repeatWith: (id) => id,
  });
}

function verdictsOf(report: RunReport): readonly string[] {
  return report.results.map((result) => result.verdict);
}

describe('a child that keeps to the protocol', () => {
  test('is judged', async () => {
    const report = await judge(fixture('honest'));
    expect(verdictsOf(report)).toEqual(['pass', 'pass', 'pass']);
    expect(exitCodeOf(report)).toBe(exitCodes.conformant);
  });

  test('is ended when it does not go after "bye"', async () => {
    expect(verdictsOf(await judge(fixture('hangs-at-bye')))).toEqual(['pass', 'pass', 'pass']);
  });
});

describe('a child that misbehaves in a case costs that case, and the run goes on', () => {
  test.each([
    ['crash-in-case', /exited with code 7 \(its standard error ends: null pointer\) while doing "deliver"/],
    ['half-line', /exited with code 0 while doing "deliver"; it left half a line: \{"is":"do/],
    [
      'garbage',
      /not JSON: DEBUG: packet received; standard output is for the protocol alone, logs go to standard error/,
    ],
    ['not-utf8', /not UTF-8/],
    ['floods', /more than 10000 reports in answer to "deliver"/],
    ['floods-without-line-feed', /a line of more than 65536 octets/],
    ['wrong-id', /"done" with id 45; asked was id 4 \("deliver"\)/],
  ])('%s', async (name, message) => {
    const report = await judge(fixture(name));
    expect(verdictsOf(report)).toEqual(['pass', 'error', 'pass']);
    expect(report.results[1]!.reason).toMatch(message);
    expect(exitCodeOf(report)).toBe(exitCodes.harness);
  });

  test('hangs', async () => {
    const report = await judge(fixture('hangs'), 1_500);
    expect(verdictsOf(report)).toEqual(['pass', 'error', 'pass']);
    expect(report.results[1]!.reason).toMatch(
      /no "done" for "deliver" \(id 4\) within 1500 ms; give it more time with --timeout/,
    );
  });
});

describe('a child that cannot be judged at all', () => {
  test('dies in every case: given up after three times, and said so', async () => {
    const report = await judge(fixture('exits-early'));
    expect(verdictsOf(report)).toEqual(['error', 'error', 'error']);
    expect(report.results[0]!.reason).toMatch(/exited with code 0 while doing "reset"/);
  });

  test.each([
    [
      'crash-at-start',
      'IUT_EXITED',
      /exited with code 3 \(its standard error ends: configuration file not found\) while doing "hello"/,
    ],
    ['other-version', 'IUT_VERSION', /speaks version 2 of the adapter protocol, this kit version 1/],
    [
      'bad-manifest',
      'IUT_MANIFEST',
      /unknown member "colour".*unknown name "wittness" in "roles".*"witness" is claimed without a role/,
    ],
  ])('%s', async (name, code, message) => {
    const failure = await judge(fixture(name)).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(IutError);
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('is not there', async () => {
    const failure = await judge(['/nowhere/agent']).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'IUT_COMMAND',
      message: expect.stringMatching(/there is no such program/),
    });
  });
});
