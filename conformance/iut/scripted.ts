/** An implementation that follows a script in the process of a test: what it reports for each verb. */
import type { Ask, Report } from './lines.ts';
import { type Iut, IutError, virtualTime } from './port.ts';

/** Gives the reports for a verb; a string is why it cannot be done. */
export type Script = (ask: Ask) => readonly Report[] | string;

/** Makes the adapter; its manifest claims the witness and `message.decode`. */
export function scriptedIut(script: Script): Iut {
  return {
    adapter: 'in process',
    async start() {},
    async ask(ask) {
      if (ask.do === 'hello') {
        const manifest = { roles: ['witness'], capabilities: ['message.decode'] };
        return { reports: [{ is: 'hello', protocol: 1, name: 'scripted', version: '1', manifest }] };
      }
      const said = script(ask);
      return typeof said === 'string' ? { reports: [], failed: said } : { reports: said };
    },
    ...virtualTime,
    async stop() {},
  };
}

/** A script that dies at a verb. */
export function diesAt(verb: Ask['do']): Script {
  return (ask) => {
    if (ask.do === verb)
      throw new IutError('IUT_EXITED', `the implementation exited with code 1 while doing "${verb}"`);
    return [];
  };
}
