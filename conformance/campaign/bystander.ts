/** Hears what goes to an implementation and comes from it, and judges it as `xlmp judge` judges a capture. */
import { cast } from '../cast.ts';
import type { Step } from '../exchange.ts';
import type { Finding } from '../judge/finding.ts';
import { packetJudge } from '../judge/judge.ts';
import type { Role } from '../manifest.ts';
import { octets } from '../octets/octets.ts';
import { memberOfRole } from '../session.ts';

/**
 * Makes one; each call gives the first clause that the implementation broke in a message since the last call.
 *
 * @param steps an exchange that grows.
 */
export function bystanderOf(steps: readonly Step[], role: Role): () => Finding | undefined {
  const judge = packetJudge(cast[memberOfRole[role]].hid);
  let heard = 0;
  return () => {
    const later = steps.slice(heard);
    const findings = later.flatMap(({ way, octets: packet }, at) =>
      packet === undefined || way === 'note' ? [] : judge(octets(packet), heard + at + 1),
    );
    heard += later.length;
    return findings[0];
  };
}
