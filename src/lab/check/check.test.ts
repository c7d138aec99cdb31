import { describe, expect, test } from 'vitest';
import { metNeeds } from './check.ts';
import type { Finding } from './finding.ts';
import { installLine } from './install-line.ts';
import { rightsOf } from './kernel.ts';

const finding = (name: string, found: Finding['found'], more: Partial<Finding> = {}): Finding => ({
  name,
  found,
  says: '',
  packages: [name],
  needed: [],
  ...more,
});
const sources = { release: 'bookworm', hasBackports: false };

describe('the check of a machine', () => {
  test('a need is met when all that it takes is there; what is not known is not there', () => {
    const there = finding('ip', 'yes', { needed: ['network'] });
    expect(metNeeds([there])).toContain('network');
    expect(metNeeds([there, finding('taps', 'unknown', { needed: ['network'] })])).not.toContain('network');
    expect(metNeeds([there, finding('qemu', 'no', { needed: ['hypervisor'] })])).toContain('network');
  });

  test('the line for the shell installs what is missing, and newer QEMU from the backports', () => {
    const findings = [
      finding('curl', 'yes'),
      finding('gcc', 'no', { packages: ['gcc', 'libc6-dev'] }),
      finding('rights', 'no', { packages: [] }),
      finding('qemu-system-x86', 'no', { backports: true }),
    ];
    expect(installLine(findings, sources, true)).toBe(
      "echo 'deb http://deb.debian.org/debian bookworm-backports main' > /etc/apt/sources.list.d/bookworm-backports.list && " +
        'apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev && ' +
        'apt-get install -y --no-install-recommends -t bookworm-backports qemu-system-x86',
    );
    expect(installLine(findings.slice(0, 2), { ...sources, hasBackports: true }, false)).toBe(
      'sudo sh -c "apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev"',
    );
    expect(installLine(findings.slice(0, 1), sources, true)).toBeUndefined();
  });

  test('rights are read from the capabilities that are in force', () => {
    expect(rightsOf('Name:\tx\nCapEff:\t000001fffeffffff\n')).toBe(true);
    expect(rightsOf('CapEff:\t0000000000001000\n')).toBe(false);
    expect(rightsOf('')).toBe(false);
  });
});
