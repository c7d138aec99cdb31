/**
 * The public entry point of the machines: the parties as pure functions of their events, and what they say.
 */
export { isChange, type StatusDescription } from './action-label.ts';
export { accessRouter } from './access-router.ts';
export type {
  AccessRouterContext,
  AccessRouterEffect,
  AccessRouterEvent,
  AccessRouterInput,
  AccessRouterMessage,
  AccessRouterRecord,
  AccessRouterStep,
  AttachedHost,
  AttachmentRequest,
  AttachmentRow,
} from './access-router-events.ts';
export { isLater, isSameAnnouncement, type Announcement, type Place } from './announcements.ts';
export { attaching } from './attaching.ts';
export type {
  AttachingContext,
  AttachingEffect,
  AttachingEvent,
  AttachingInput,
  AttachingMessage,
  Evidence,
} from './attaching-events.ts';
export { clausesTaken } from './clauses-taken.ts';
export { allowanceOf, correspondent, isProved } from './correspondent.ts';
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
export { directing } from './directing.ts';
export type {
  DirectingContext,
  DirectingEffect,
  DirectingEvent,
  DirectingInput,
  DirectingMessage,
} from './directing-events.ts';
export {
  mutateAccessRouter,
  mutateAttaching,
  mutateCorrespondent,
  mutateDestinationHost,
  mutateDirecting,
  mutateMover,
  mutateRebinding,
  mutateRegistration,
  mutateRendezvous,
  mutateSourceHost,
  mutateWitness,
  type Overrides,
  type Patch,
} from './mutable.ts';
export type { Glossary } from './glossary.ts';
export { mover } from './mover.ts';
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
export { rebinding } from './rebinding.ts';
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
export { registration } from './registration.ts';
export type {
  RegistrationContext,
  RegistrationEffect,
  RegistrationEvent,
  RegistrationInput,
  RegistrationMessage,
} from './registration-events.ts';
export { rendezvous } from './rendezvous.ts';
export type {
  Binding,
  RendezvousContext,
  RendezvousEffect,
  RendezvousEvent,
  RendezvousInput,
  RendezvousMessage,
  RendezvousRecord,
  RendezvousStep,
} from './rendezvous-events.ts';
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
