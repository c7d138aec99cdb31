import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectQmp } from './qmp.ts';
import { lineCutter, readQmpLine } from './qmp-lines.ts';

const greeting =
  '{"QMP": {"version": {"qemu": {"micro": 2, "minor": 0, "major": 10}}, "capabilities": []}}\r\n';

describe('readQmpLine', () => {
  it.each([
    [greeting, { is: 'greeting', version: { major: 10, minor: 0 } }],
    ['{"return": {}, "id": 3}', { is: 'answer', id: 3, value: {} }],
    [
      '{"id": 4, "error": {"class": "CommandNotFound", "desc": "no such command"}}',
      { is: 'error', id: 4, kind: 'CommandNotFound', text: 'no such command' },
    ],
    [
      '{"timestamp": {"seconds": 1, "microseconds": 2}, "event": "STOP"}',
      { is: 'event', event: { event: 'STOP', data: {} } },
    ],
    [
      '{"event": "MIGRATION", "data": {"status": "active"}}',
      { is: 'event', event: { event: 'MIGRATION', data: { status: 'active' } } },
    ],
  ])('reads %s', (line, expected) => {
    expect(readQmpLine(line)).toEqual(expected);
  });

  it.each(['HTTP/1.1 400 Bad Request', '[]', '{}', '{"return": {}}', '{"QMP": {}}', '"text"'])(
    'does not take %s for QMP',
    (line) => {
      expect(() => readQmpLine(line)).toThrow(expect.objectContaining({ code: 'QMP_MALFORMED' }));
    },
  );
});

describe('lineCutter', () => {
  it('gives lines that are complete, however they are cut', () => {
    const cut = lineCutter();
    expect(cut('{"a"')).toEqual([]);
    expect(cut(': 1}\r\n{"b": 2}\n\n{')).toEqual(['{"a": 1}', '{"b": 2}']);
    expect(cut('}\n')).toEqual(['{}']);
  });

  it('takes a line of the longest length and none that is longer', () => {
    expect(lineCutter(8)('12345678\n')).toEqual(['12345678']);
    expect(() => lineCutter(8)('123456789')).toThrow(/more than 8 characters/);
    expect(() => lineCutter(8)('123456789\n')).toThrow(/more than 8 characters/);
  });
});

describe('connectQmp', () => {
  let folder: string;
  let path: string;
  let server: Server;
  let answer: (socket: Socket, asked: { execute: string; id: number }) => void;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'xlmp-qmp-'));
    path = join(folder, 'qmp');
    answer = (socket, { id }) => socket.write(`${JSON.stringify({ return: {}, id })}\n`);
    server = createServer((socket) => {
      socket.write(greeting);
      socket.setEncoding('utf8').on('data', (text: string) => {
        for (const line of text.trim().split('\n'))
          answer(socket, JSON.parse(line) as { execute: string; id: number });
      });
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
  });
  afterEach(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  it('knows the version, and gives answers to their commands in any order', async () => {
    const qmp = await connectQmp(path);
    const held: (() => void)[] = [];
    answer = (socket, { execute, id }) => {
      held.push(() => socket.write(`${JSON.stringify({ return: execute, id })}\n`));
      if (held.length === 2) for (const say of held.reverse()) say();
    };
    expect(qmp.version).toEqual({ major: 10, minor: 0 });
    expect(await Promise.all([qmp.ask('first'), qmp.ask('second')])).toEqual(['first', 'second']);
    qmp.close();
  });

  it('throws what QEMU refuses, with its words', async () => {
    const qmp = await connectQmp(path);
    answer = (socket, { id }) =>
      socket.write(`${JSON.stringify({ error: { class: 'GenericError', desc: 'not now' }, id })}\n`);
    await expect(qmp.execute('cont')).rejects.toMatchObject({
      code: 'QMP_REFUSED',
      message: 'QEMU refuses cont: not now',
    });
    qmp.close();
  });

  it('does not take an answer that lacks what it is for', async () => {
    const qmp = await connectQmp(path);
    await expect(qmp.execute('query-status')).rejects.toMatchObject({ code: 'QMP_MALFORMED' });
    qmp.close();
  });

  it('says when QEMU goes away, to those who wait and those who come later', async () => {
    const qmp = await connectQmp(path);
    answer = (socket) => socket.destroy();
    const closed = new Promise<void>((resolve) => qmp.onClose(resolve));
    await expect(qmp.ask('quit')).rejects.toMatchObject({ code: 'QMP_CLOSED' });
    await closed;
    await expect(qmp.ask('stop')).rejects.toMatchObject({ code: 'QMP_CLOSED' });
  });

  it('ends when something else than QMP comes', async () => {
    const qmp = await connectQmp(path);
    answer = (socket) => socket.write('login: \n');
    await expect(qmp.ask('stop')).rejects.toMatchObject({ code: 'QMP_MALFORMED' });
  });

  it('waits for an answer only so long', async () => {
    const qmp = await connectQmp(path, 50);
    answer = () => {};
    await expect(qmp.ask('stop')).rejects.toMatchObject({ code: 'QMP_TIMEOUT' });
    qmp.close();
  });

  it('says where nobody listens', async () => {
    await expect(connectQmp(join(folder, 'none'))).rejects.toMatchObject({ code: 'QMP_CLOSED' });
  });
});
