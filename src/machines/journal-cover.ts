/**
 * What must be durable before a host says or does something (INV-008): stated once, for whoever watches a host from
 * outside. The parties themselves do not read it.
 */
import type { MessageName } from '../../spec/registry/messages.ts';
import type { DestinationHostStep } from './destination-host-events.ts';
import type { SourceHostStep } from './source-host-events.ts';

/** What a source host does that others can see; `epoch` is the one under which the machine is to run. */
export type SourceDeed =
  | { readonly does: 'send'; readonly message: MessageName }
  | { readonly does: 'freeze' | 'discard' }
  | { readonly does: 'thaw'; readonly epoch: number };

/** What a destination host does that others can see. */
export type DestinationDeed =
  { readonly does: 'send'; readonly message: MessageName } | { readonly does: 'start' | 'release' };

/** The step of the last durable record of a party in a migration; `nothing` before the first. */
export type LastStep<Step> = Step | 'nothing';

/**
 * What is wrong with a deed of a source host at this moment of its journal; null when the journal covers it.
 *
 * @param created the epoch that the migration is to create.
 */
export function sourceObjection(
  deed: SourceDeed,
  step: LastStep<SourceHostStep>,
  created: number,
): string | null {
  const needs = (what: string, ...steps: readonly LastStep<SourceHostStep>[]): string | null =>
    steps.includes(step) ? null : `the source ${what} while its journal ends with "${step}"`;
  switch (deed.does) {
    case 'send':
      switch (deed.message) {
        case 'Offer':
          return needs('offers', 'ordered');
        case 'WitnessSwap':
        case 'Commit':
          return needs(`sends ${deed.message}`, 'committed', 'swapped');
        case 'Running':
          return needs('says that the machine runs here', 'regained');
        case 'Abort':
          return needs('ends the migration', 'nothing', 'ordered', 'frozen', 'source-aborted');
        default:
          return null;
      }
    case 'freeze':
      return needs('freezes the machine', 'frozen');
    case 'thaw':
      return deed.epoch < created
        ? needs('lets its old epoch run', 'ordered', 'frozen', 'source-aborted')
        : needs('lets a returned machine run', 'regained');
    case 'discard':
      return needs('destroys its copy', 'source-done');
  }
}

/** What is wrong with a deed of a destination host at this moment of its journal; null when the journal covers it. */
export function destinationObjection(
  deed: DestinationDeed,
  step: LastStep<DestinationHostStep>,
): string | null {
  const needs = (what: string, ...steps: readonly LastStep<DestinationHostStep>[]): string | null =>
    steps.includes(step) ? null : `the destination ${what} while its journal ends with "${step}"`;
  switch (deed.does) {
    case 'send':
      switch (deed.message) {
        case 'OfferAccept':
          return needs('accepts', 'accepted', 'prepared');
        case 'Complete':
          return needs('says that the state is whole', 'complete');
        case 'Running':
          return needs('says that the machine runs here', 'running');
        case 'WitnessSwap':
        case 'GiveBack':
          return needs(`sends ${deed.message}`, 'given-back');
        default:
          return null;
      }
    case 'start':
      return needs('starts the machine', 'permitted', 'running');
    case 'release':
      return step === 'permitted' || step === 'running'
        ? `the destination lets the copy go while its journal ends with "${step}"`
        : null;
  }
}
