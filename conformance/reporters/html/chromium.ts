/**
 * A headless Chromium for tests, driven through a pair of pipes by the DevTools protocol: no port is opened, and nothing
 * is needed but the program itself.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import process from 'node:process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../package-root.ts';

/** Where the gate unpacks what it fetches from Debian. */
const fetched = fileURLToPath(new URL('.xlmp/debian/usr/lib', packageRoot()));

/** Where the program may lie: where Debian installs it, then what the gate has fetched. */
const programs = ['chromium', `${fetched}/chromium/chromium`];

/** Libraries that were fetched with the program are found there; those of the machine stay where they are. */
const env = { ...process.env, LD_LIBRARY_PATH: `${fetched}/x86_64-linux-gnu` };

/** The first Chromium of the machine; undefined when there is none that starts. */
export function findChromium(): string | undefined {
  return programs.find((program) => spawnSync(program, ['--version'], { env, timeout: 20_000 }).status === 0);
}

/** A screen. */
export interface Screen {
  readonly width: number;
  readonly height: number;
  readonly dark: boolean;
}

interface Reply {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/** A page in a browser of its own. */
export class BrowserPage {
  /** Addresses that the page asked for, in order. */
  readonly requests: string[] = [];
  /** What the page complained about: errors of scripts, and breaches of its policy. */
  readonly complaints: string[] = [];
  private readonly child;
  private readonly input: Writable;
  private readonly waiting = new Map<number, (reply: Reply) => void>();
  private readonly listeners = new Map<string, () => void>();
  private session = '';
  private sent = 0;
  private text = '';

  private constructor(program: string, folder: string) {
    const options = ['--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-pipe'];
    mkdirSync(folder, { recursive: true });
    this.child = spawn(program, [...options, `--user-data-dir=${folder}`, 'about:blank'], {
      // It is killed in the end, and takes nothing away.
      env: { ...env, TMPDIR: folder },
      // Its helpers end with it, or they would still write into the folder when that is taken away.
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    this.input = this.child.stdio[3] as Writable;
    (this.child.stdio[4] as Readable).setEncoding('utf8').on('data', (text: string) => this.hear(text));
  }

  /** Starts a browser. @param folder an empty one for what it keeps */
  static async open(program: string, folder: string): Promise<BrowserPage> {
    const page = new BrowserPage(program, folder);
    const { targetId } = await page.call('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await page.call('Target.attachToTarget', { targetId, flatten: true });
    page.session = sessionId as string;
    for (const domain of ['Page', 'Network', 'Runtime', 'Log']) await page.call(`${domain}.enable`);
    return page;
  }

  /** Shows a file on a screen, and returns when it has been loaded. */
  async show(url: string, { width, height, dark }: Screen): Promise<void> {
    const mobile = width < 600;
    await this.call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile });
    const features = [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }];
    await this.call('Emulation.setEmulatedMedia', { features });
    // Otherwise an address that differs in its fragment alone would load nothing.
    await this.load('about:blank');
    await this.load(url);
  }

  /** The value of an expression in the page, which may be a promise. @throws Error with what the page threw */
  async evaluate(expression: string): Promise<unknown> {
    const found = await this.call('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    const { result, exceptionDetails } = found as {
      readonly result: { readonly value?: unknown };
      readonly exceptionDetails?: { readonly exception?: { readonly description?: string } };
    };
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? 'it threw');
    return result.value;
  }

  /** Presses keys one after the other: names such as `Tab` and `ArrowDown`, or single characters. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      const text = key === 'Enter' ? '\r' : key.length === 1 ? key : undefined;
      const code = virtualKeys[key];
      const event = { key, code: key, windowsVirtualKeyCode: code, ...(text === undefined ? {} : { text }) };
      await this.call('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
      await this.call('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
    }
  }

  /** Ends the browser. */
  async close(): Promise<void> {
    const ended = once(this.child, 'exit');
    process.kill(-this.child.pid!, 'SIGKILL');
    await ended;
  }

  private async load(url: string): Promise<void> {
    const loaded = new Promise<void>((resolve) => this.listeners.set('Page.loadEventFired', resolve));
    await this.call('Page.navigate', { url });
    await loaded;
  }

  private async call(method: string, params: object = {}): Promise<Readonly<Record<string, unknown>>> {
    const id = (this.sent += 1);
    const answered = new Promise<Reply>((resolve) => this.waiting.set(id, resolve));
    const session = this.session === '' ? {} : { sessionId: this.session };
    this.input.write(`${JSON.stringify({ id, method, params, ...session })}\0`);
    const { result, error } = await answered;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }

  private hear(text: string): void {
    const parts = (this.text + text).split('\0');
    this.text = parts.pop()!;
    for (const part of parts) this.take(JSON.parse(part) as Reply);
  }

  private take(reply: Reply): void {
    if (reply.id !== undefined) {
      this.waiting.get(reply.id)?.(reply);
      this.waiting.delete(reply.id);
      return;
    }
    const { method = '', params = {} } = reply;
    if (method === 'Network.requestWillBeSent')
      this.requests.push((params['request'] as { readonly url: string }).url);
    if (method === 'Runtime.exceptionThrown' || method === 'Log.entryAdded')
      this.complaints.push(JSON.stringify(params));
    this.listeners.get(method)?.();
  }
}

/** Keys that have an effect of their own, by the numbers that the protocol has for them. */
const virtualKeys: Readonly<Record<string, number>> = {
  Tab: 9,
  Enter: 13,
  ' ': 32,
  ArrowLeft: 37,
  ArrowUp: 38,
  ArrowRight: 39,
  ArrowDown: 40,
};
