/** Runs programs in a Linux guest by the ssh of Debian. */

/** The words that come before those of a program that is to run in the guest at an address. A shell there reads them. */
export function sshWords(address: string): readonly string[] {
  // The guest makes its key anew at each start, and asks for no password.
  const options = [
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
    'LogLevel=ERROR',
    'BatchMode=yes',
  ];
  return ['ssh', '-F', 'none', ...options.flatMap((option) => ['-o', option]), `root@${address}`];
}
