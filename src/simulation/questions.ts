/** What the operator asks in a run, and what came of it (P7). */
import type { MessageOf } from '../protocol/index.ts';
import { type Asked, type Operator } from './operator.ts';
import { cancelObjection, type FateWatch, statusObjection } from './watchers/answer-watch.ts';

/** A migration that was ordered. */
export interface Ordered extends Pick<Asked, 'machine' | 'subject'> {
  /** The name of the machine, and the names of the hosts. */
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** The questions of a run. */
export interface Questions {
  /** A migration was ordered. */
  ordered(migration: Ordered): void;
  /** Cancels the migration of a machine that was ordered last; nothing when there is none. */
  cancel(machine: string): void;
  /** Asks both hosts of every migration for its status. */
  askAll(): void;
  /** What is wrong with the answers, as sentences. */
  violations(): readonly string[];
}

interface Cancel {
  readonly about: Ordered;
  readonly atMs: number;
  answer?: MessageOf<'CancelAnswer'>['cancelResult'];
}

interface StatusQuestion {
  readonly about: Ordered;
  readonly host: string;
  answer?: MessageOf<'StatusAnswer'>['status'];
  /** Whether the machine ran there when the answer came. */
  runsHere: boolean;
}

/** What questions are asked with. */
export interface QuestionParts {
  readonly operator: Operator;
  readonly fates: FateWatch;
  now(): number;
  identityOf(host: string): Asked['host'];
  /** The host at which a machine runs. */
  hostOf(machine: string): string | undefined;
}

/** Begins without questions. */
export function askQuestions({ operator, fates, now, identityOf, hostOf }: QuestionParts): Questions {
  const migrations: Ordered[] = [];
  const cancels: Cancel[] = [];
  const questions: StatusQuestion[] = [];
  const askedOf = ({ machine, subject }: Ordered, host: string): Asked => ({
    host: identityOf(host),
    machine,
    subject,
  });
  /**
   * Whether no later migration of the machine had to do with the host. In a move from a host to itself the host answers in
   * both its roles, each for its own copy.
   */
  const hasOnly = (about: Ordered, host: string): boolean =>
    about.from !== about.to &&
    !migrations
      .slice(migrations.indexOf(about) + 1)
      .some(({ name, from, to }) => name === about.name && (from === host || to === host));
  return {
    ordered(migration) {
      migrations.push(migration);
    },
    cancel(machine) {
      const about = migrations.findLast(({ name }) => name === machine);
      if (about === undefined) return;
      const cancel: Cancel = { about, atMs: now() };
      cancels.push(cancel);
      operator.cancel(askedOf(about, about.from), ({ cancelResult }) => {
        cancel.answer = cancelResult;
      });
    },
    askAll() {
      for (const about of migrations)
        for (const host of new Set([about.from, about.to])) {
          const question: StatusQuestion = { about, host, runsHere: false };
          questions.push(question);
          operator.status(askedOf(about, host), ({ status }) => {
            question.answer = status;
            question.runsHere = hostOf(about.name) === host;
          });
        }
    },
    violations() {
      const fateOf = ({ subject }: Ordered) => fates.of(subject.migration, subject.epoch);
      const what = ({ name, from, to }: Ordered): string => `the move of ${name} from ${from} to ${to}`;
      return [
        ...cancels.flatMap(({ about, atMs, answer }) => {
          const objection = cancelObjection(answer, fateOf(about));
          return objection === undefined
            ? []
            : [`P7: the cancel at ${atMs.toFixed(1)} ms of ${what(about)} ${objection}`];
        }),
        ...questions.flatMap(({ about, host, answer, runsHere }) => {
          const objection = statusObjection(answer, fateOf(about), {
            runsHere,
            hasOnlyThis: hasOnly(about, host),
          });
          return objection === undefined
            ? []
            : [`P7: a question to ${host} about ${what(about)} ${objection}`];
        }),
      ];
    },
  };
}
