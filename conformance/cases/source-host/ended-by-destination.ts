/** The destination has let the reservation go: the migration ends, in whatever state it is before the commit. */
import { type Case, defineCase } from '../../case.ts';
import { expectEnd } from '../../ground/source-host-ends.ts';
import { stateOf } from '../../ground/source-states.ts';
import { aborted } from '../../octets/from-destination.ts';

function endedWhen(slug: string): Case {
  const { needs, when, reach } = stateOf(slug);
  return defineCase({
    id: `source-host/aborted-when-${slug}`,
    title: `when ${when}, Aborted ends the migration, and the machine runs on at the source`,
    covers: ['SRC-005'],
    role: 'source-host',
    needs,
    async run(context) {
      await reach(context);
      await context.send(aborted('lease-expired', 0));
      if (needs.includes('journal-faults')) await context.fault('journal-ok');
      await expectEnd(context, 'lease-expired', slug === 'stopping');
    },
  });
}

/** The states that have no case of their own among the ends of an offer. */
export const endedInEveryState = ['offering', 'preparing', 'reading', 'recording-freeze', 'stopping'].map(
  endedWhen,
);
