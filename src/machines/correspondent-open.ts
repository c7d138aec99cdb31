/** The states of a correspondent in which a session is opened, or has ended (chapter 14). */
import { limited, rebindsOfOpened, report } from './correspondent-hearing.ts';
import { acceptance, direction, opening as open } from './correspondent-messages.ts';
import { correspondentSetup, taken } from './correspondent-setup.ts';
import { note } from './note.ts';

const beginning = correspondentSetup.createStateConfig({
  ...note('Nothing has been sent.', 'COR-001', 'COR-002'),
  always: [
    { guard: 'accepts', target: 'answering', ...note('The other end has opened the session.', 'COR-002') },
    { target: 'opening', ...note('This end opens the session.', 'COR-001') },
  ],
});

const opening = correspondentSetup.createStateConfig({
  ...note('SessionOpen is out.', 'COR-001'),
  entry: { type: 'send', params: open },
  on: {
    'received.SessionAccept': [
      {
        guard: { type: 'isWhereSent', params: ({ event }) => ({ isWhereSent: event.isWhereSent }) },
        target: 'settled',
        actions: [
          {
            type: 'keep',
            params: ({ event: { session, place } }) => ({
              session,
              good: place,
              latest: { epoch: place.epoch, sequence: place.sequence },
              count: 0,
            }),
          },
          { type: 'direct', params: direction },
          report('opened'),
        ],
        ...note('The other end is where it was looked for.', 'COR-001', 'COR-004'),
      },
      {
        target: 'challenging',
        actions: [
          {
            type: 'keep',
            params: ({ context, event }) => ({ session: event.session, ...taken(context, event) }),
          },
          { type: 'direct', params: direction },
          report('opened'),
        ],
        ...note('The other end is elsewhere; that is tested.', 'COR-004', 'COR-013'),
      },
    ],
    'received.Refused': {
      target: 'ended',
      actions: {
        type: 'report',
        params: ({ event }) => ({ what: 'not-opened', reason: event.reason }),
      },
      ...note('The other end does not want to.', 'COR-001'),
    },
    'session.closed': { target: 'ended', ...note('Nobody wants it any more.', 'COR-001') },
  },
  after: {
    OPEN_RETRY: [
      {
        guard: { type: 'mayRepeat', params: { timer: 'OPEN_RETRY' } },
        target: 'opening',
        reenter: true,
        actions: { type: 'count', params: { timer: 'OPEN_RETRY' } },
        ...note('No answer; again.', 'COR-001'),
      },
      {
        target: 'ended',
        actions: report('not-opened', 'timeout'),
        ...note('There is nobody.', 'COR-001'),
      },
    ],
  },
});

const answering = correspondentSetup.createStateConfig({
  ...note('A SessionOpen is to be answered.', 'COR-002'),
  always: [
    {
      guard: 'hasRoom',
      target: 'accepting',
      actions: [
        { type: 'send', params: acceptance },
        { type: 'keep', params: ({ context }) => ({ sent: context.sent + context.answerOctets }) },
      ],
      ...note('SessionAccept goes to the place in SessionOpen.', 'COR-002'),
    },
    { target: 'accepting', ...note('Too little came from that place.', 'COR-013') },
  ],
});

const accepting = correspondentSetup.createStateConfig({
  ...note('The session is accepted; who opened it has not shown that it knows the id.', 'COR-003', 'COR-013'),
  on: {
    'received.SessionOpen': [
      {
        guard: { type: 'hasRoomWith', params: ({ event }) => ({ octets: event.octets }) },
        actions: [
          {
            type: 'keep',
            params: ({ context, event }) => ({
              received: context.received + event.octets,
              sent: context.sent + context.answerOctets,
            }),
          },
          { type: 'send', params: acceptance },
        ],
        ...note('The same answer again.', 'COR-002'),
      },
      {
        actions: {
          type: 'keep',
          params: ({ context, event }) => ({ received: context.received + event.octets }),
        },
        ...note('Too little came from that place.', 'COR-013'),
      },
    ],
    'session.heard': {
      target: 'settled',
      actions: [
        { type: 'keep', params: ({ context }) => ({ good: context.trial, trial: null, nonce: '' }) },
        { type: 'direct', params: direction },
        report('opened'),
      ],
      ...note('The other end knows the id, so it got SessionAccept.', 'COR-003', 'COR-013'),
    },
    ...rebindsOfOpened(),
    ...limited(),
    'session.closed': { target: 'ended', ...note('Nobody wants it any more.', 'COR-003') },
  },
  after: {
    ACCEPT_LEASE: {
      target: 'ended',
      actions: report('lost', 'timeout'),
      ...note('Nobody uses it.', 'COR-003'),
    },
  },
});

const ended = correspondentSetup.createStateConfig({
  ...note('The session is over.', 'COR-005'),
  tags: ['rest', 'end'],
});

/** The states before there is a place that is proved, and after the session. */
export const openStates = { beginning, opening, answering, accepting, ended };
