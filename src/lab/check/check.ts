/** Finds out what a machine can do for the lab, and what would have to be installed. */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { tryCommand } from '../command.ts';
import type { Finding, Need } from './finding.ts';
import { findHypervisor, type HypervisorFound } from './hypervisor.ts';
import { installLine, type PackageSources } from './install-line.ts';
import { kernelFindings } from './kernel.ts';
import { programFindings } from './programs.ts';

/** What a check of a machine gave. */
export interface LabCheck {
  readonly findings: readonly Finding[];
  /** The needs that are met. */
  readonly met: readonly Need[];
  /** What installs the rest; undefined when nothing is missing that a package has. */
  readonly install: string | undefined;
  readonly hypervisor: HypervisorFound;
}

const needs: readonly Need[] = [
  'network',
  'devices',
  'hypervisor',
  'bare-guest',
  'linux-guest',
  'disks',
  'programs',
];

/** Checks this machine. */
export async function checkMachine(): Promise<LabCheck> {
  const [kernel, hypervisor, programs] = await Promise.all([
    kernelFindings(),
    findHypervisor(),
    programFindings(),
  ]);
  const findings = [...kernel, ...hypervisor.findings, ...programs];
  return {
    findings,
    met: metNeeds(findings).filter((need) => need !== 'linux-guest' || hypervisor.linux),
    install: installLine(findings, await packageSources(), process.getuid?.() === 0),
    hypervisor,
  };
}

/** The needs that no finding stands against. */
export function metNeeds(findings: readonly Finding[]): readonly Need[] {
  return needs.filter((need) =>
    findings.every(({ needed, found }) => !needed.includes(need) || found === 'yes'),
  );
}

async function packageSources(): Promise<PackageSources> {
  let release = 'bookworm';
  try {
    release = /^VERSION_CODENAME=(\w+)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? release;
  } catch {
    // Not a Debian, or a very bare one: the line names the release that the lab was tried on.
  }
  const { out } = await tryCommand(['apt-cache', 'policy']);
  return { release, hasBackports: out.includes(`${release}-backports`) };
}
