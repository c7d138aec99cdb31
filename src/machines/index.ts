/**
 * The public entry point of the machines: the three parties as pure functions of their events, and what they say.
 */
export type { StatusDescription } from './action-label.ts';
export { isLater, isSameAnnouncement, type Announcement, type Place } from './announcements.ts';
export type {
  AttachingContext,
  AttachingEffect,
  AttachingEvent,
  AttachingInput,
  AttachingMessage,
  Evidence,
} from './attaching-events.ts';
export type {
  CorrespondentContext,
  CorrespondentEffect,
  CorrespondentEvent,
  CorrespondentInput,
  CorrespondentMessage,
  RebindRequest,
} from './correspondent-events.ts';
export {
  transitionKey,
  type MachineDescription,
  type StateDescription,
  type TransitionDescription,
} from './describe.ts';
export { destinationHost } from './destination-host.ts';
export type {
  DestinationHostContext,
  DestinationHostEffect,
  DestinationHostEvent,
  DestinationHostInput,
  DestinationHostMessage,
  DestinationHostRecord,
  DestinationHostStep,
  DestinationOffer,
} from './destination-host-events.ts';
export type {
  DirectingContext,
  DirectingEffect,
  DirectingEvent,
  DirectingInput,
  DirectingMessage,
} from './directing-events.ts';
export {
  mutateDestinationHost,
  mutateSourceHost,
  mutateWitness,
  type Overrides,
  type Patch,
} from './mutable.ts';
export type { Glossary } from './glossary.ts';
export type {
  Attached,
  MoverContext,
  MoverEffect,
  MoverEvent,
  MoverInput,
  MoverMessage,
} from './mover-events.ts';
export { hasEnded, isAtRest } from './party.ts';
export type { Party, PartyState, Step, TimerCommand, TimerFired } from './party.ts';
export type {
  RebindingContext,
  RebindingEffect,
  RebindingEvent,
  RebindingInput,
  RebindingMessage,
} from './rebinding-events.ts';
export {
  mergeRecords,
  type PermitClaims,
  type RecordValues,
  type RegisterClaims,
  type Resume,
  type Unsigned,
  type Verdict,
} from './records.ts';
export type {
  RegistrationContext,
  RegistrationEffect,
  RegistrationEvent,
  RegistrationInput,
  RegistrationMessage,
} from './registration-events.ts';
export { sourceHost } from './source-host.ts';
export type {
  SourceHostContext,
  SourceHostEffect,
  SourceHostEvent,
  SourceHostInput,
  SourceHostMessage,
  SourceHostRecord,
  SourceHostStep,
  SourceOrder,
} from './source-host-events.ts';
export { delayOf, type Timing } from './timing.ts';
export { noRegister, witness } from './witness.ts';
export type {
  SwapRequest,
  WitnessContext,
  WitnessEffect,
  WitnessEvent,
  WitnessInput,
  WitnessMessage,
  WitnessRecord,
  WitnessStep,
} from './witness-events.ts';
