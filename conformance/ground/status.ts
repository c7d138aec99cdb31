/** What hosts say of themselves in a StatusAnswer, an OrderAnswer or a CancelAnswer (chapter 04, record Status). */
import { codeTables } from '../../spec/registry/codes.ts';
import type { MessageView } from '../octets/read-message.ts';
import { codeName } from '../octets/records.ts';

/** Outcome, phase, whether the machine runs here, epoch. */
export type Status = readonly [
  outcome: keyof (typeof codeTables)['outcome'],
  phase: keyof (typeof codeTables)['phase'],
  runsHere: keyof (typeof codeTables)['answer'],
  epoch: number,
];

/** The status in a message that has one. */
export function statusIn(answer: MessageView): Status {
  const value = answer.tlv('status');
  const { outcome, phase, answer: answers } = codeTables;
  return [
    codeName(outcome, value[0]!),
    codeName(phase, value[1]!),
    codeName(answers, value[2]!),
    Number(Buffer.from(value).readBigUInt64BE(3)),
  ] as unknown as Status;
}
