/** The greeting: which version of the adapter protocol is spoken, and what the implementation says it is. */
import { adapterProtocol } from './lines.ts';
import { type Iut, IutError } from './port.ts';

/** What an implementation says of itself. */
export interface Greeting {
  readonly name: string;
  readonly version: string;
  /** As it came; see manifest.ts for what it must be. */
  readonly manifest: object;
}

/** Greets an implementation that was just started. @throws IutError */
export async function greet(iut: Iut): Promise<Greeting> {
  const answer = await iut.ask({ do: 'hello', protocol: adapterProtocol });
  const hello = answer.reports.find((report) => report.is === 'hello');
  if (hello !== undefined && hello.protocol !== adapterProtocol) {
    throw new IutError(
      'IUT_VERSION',
      `the implementation speaks version ${hello.protocol} of the adapter protocol, this kit version ${adapterProtocol}`,
    );
  }
  if (answer.failed !== undefined) {
    throw new IutError(
      'IUT_VERSION',
      `the implementation refused "hello" with protocol ${adapterProtocol}: ${answer.failed}`,
    );
  }
  if (hello === undefined)
    throw new IutError('IUT_ORDER', 'the implementation said "done" to "hello" without a "hello" of its own');
  return { name: hello.name, version: hello.version, manifest: hello.manifest };
}
