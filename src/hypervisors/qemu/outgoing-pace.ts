/**
 * Paces a migration out of QEMU by what is read of its stream, and says after each round where memory stands.
 */
import type { Chunk } from '../../ports/hypervisor.ts';
import type { DiskMirrors } from './disks/qemu-mirror.ts';
import type { MigrationWatch } from './migration-watch.ts';
import type { OutgoingStream } from './outgoing-stream.ts';
import type { QmpClient } from './qmp.ts';

/** Milliseconds of standing still for which QEMU may plan while much is left: next to nothing. */
export const noDowntime = 1;
const anyDowntime = 2_000_000;

/** Where memory stands after a round. */
export interface Standing {
  /** Octets in a second. */
  readonly dirtyRate: number;
  /** Octets that are still to come, as known now. */
  readonly left: number;
  /** How often memory has been gone through. */
  readonly pass: number;
}

/** What QEMU said of memory. */
interface Said {
  /** Octets in a second. */
  readonly dirtyRate: number;
  /** Octets that it had still to give. */
  readonly remaining: number;
  /** Octets of the stream that had come by then. */
  readonly length: number;
}

/** The pace of a migration. */
export interface OutgoingPace {
  begin(): void;
  /** Something has happened at QEMU: when it has gone through memory once, nothing more is read ahead. */
  heard(): void;
  /** Whether everything has been read that was dirty when the round began. */
  isPassOver(): Promise<boolean>;
  /** Ends a round and says where memory stands. */
  end(chunks: readonly Chunk[]): Promise<Standing>;
  /** Lets QEMU stop the machine however much is left. */
  letStop(): Promise<void>;
}

/** What is paced. */
export interface PaceNeeds {
  readonly qmp: QmpClient;
  readonly stream: OutgoingStream;
  readonly watch: MigrationWatch;
  readonly mirrors: DiskMirrors;
  readonly sliceOctets: number;
  /** QEMU waits for an acknowledgement before it stops the machine. */
  readonly holds: boolean;
}

/**
 * Paces QEMU. In the first pass it may run two slices ahead. From then on it takes the log of dirty pages as often as it
 * likes, so that nothing delays the freeze, but it is read only for a round, which ends with a pass of its own: what is
 * read ahead of a machine that writes is out of date when its turn comes, and is read again.
 */
export function outgoingPace(needs: PaceNeeds): OutgoingPace {
  const { qmp, stream, watch, mirrors, sliceOctets, holds } = needs;
  let isClosing = false;
  let mayStop = false;
  let closingRounds = 0;
  let passesBefore = 0;
  let told = 0;
  let endedAt = performance.now();
  /** What QEMU said last; in the first pass it is asked while a round is carried, since it takes its time to answer. */
  let latest: Said | undefined;

  const letStop = async (): Promise<void> => {
    if (mayStop) return;
    mayStop = true;
    await qmp.execute('migrate-set-parameters', { 'downtime-limit': anyDowntime });
  };
  const ask = async (): Promise<Said> => {
    const { length } = stream;
    const { ram } = await qmp.execute('query-migrate');
    const dirtyRate = (ram?.['dirty-pages-rate'] ?? 0) * (ram?.['page-size'] ?? 0);
    return { dirtyRate, remaining: ram?.remaining ?? 0, length };
  };
  const askAhead = (): void => {
    ask().then(
      (answer) => (latest = answer),
      // It is asked again at the end of the next round.
      () => (latest = undefined),
    );
  };
  const look = async (): Promise<Omit<Standing, 'pass'>> => {
    const { dirtyRate, remaining, length } = isClosing || latest === undefined ? await ask() : latest;
    const since = isClosing ? 0 : stream.length - length;
    return { dirtyRate, left: stream.unread + Math.max(0, remaining - since) };
  };
  return {
    letStop,
    heard() {
      // The first event is the beginning of the first pass; for the freeze everything is read.
      if (!holds || mayStop || isClosing || watch.passes < 2) return;
      isClosing = true;
      stream.allow(0);
    },
    begin() {
      passesBefore = watch.passes;
      stream.allow(isClosing ? sliceOctets : 2 * sliceOctets);
    },
    async isPassOver() {
      // QEMU without an acknowledgement to wait for has stopped the machine by itself.
      if (watch.status === 'pre-switchover') return true;
      if (!isClosing) return false;
      await letStop();
      if (watch.passes >= passesBefore + 2) return true;
      // The reading ahead may have ended within this round.
      stream.allow(sliceOctets);
      return false;
    },
    async end(chunks) {
      if (isClosing) {
        stream.allow(0);
        closingRounds += 1;
      }
      // With little left QEMU takes the log over and over; a round has gone through memory once at most.
      told = isClosing ? told + 1 : 1;
      const { dirtyRate, left } = await look();
      if (!isClosing) askAhead();
      const seconds = (performance.now() - endedAt) / 1000;
      endedAt = performance.now();
      const octets = chunks.reduce((sum, chunk) => sum + chunk.octets.length, 0);
      // QEMU's own figure comes once a second; a round that was one pass says how much was written since the last one.
      const seen = closingRounds > 1 ? octets / seconds : 0;
      return {
        dirtyRate: Math.round(Math.max(dirtyRate, seen)),
        left: left + (await mirrors.left()),
        pass: told,
      };
    },
  };
}
