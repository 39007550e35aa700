import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from '@jest/globals';
import { aPng, aSmallPdf } from '../../test/support/sound-files.ts';
import { StorageError } from '../storage/storage-error.ts';
import { INSPECTING_OPTIONS } from './inspecting-process.ts';
import { createInspector, type Inspected, type Inspector, type InspectorOptions } from './inspector.ts';

const LIMITS = { maxPages: 100, maxPixels: 1_000_000_000, maxExpandedBytes: 4_000_000_000 };
const SETTINGS_FILE = fileURLToPath(new URL('../../.env.example', import.meta.url));
const open: Inspector[] = [];

function anInspector(options: Partial<InspectorOptions> = {}): Inspector {
  const inspector = createInspector({ limits: LIMITS, timeMs: 20_000, memoryBytes: 1 << 30, ...options });
  open.push(inspector);
  return inspector;
}

afterEach(() => {
  for (const inspector of open.splice(0)) inspector.close();
});

const aDocument = (bytes: Buffer, mediaType = 'application/pdf'): Inspected => ({
  mediaType,
  size: bytes.length,
  open: () => Readable.from([bytes], { objectMode: false }),
});
const refused = (code: string) => expect.objectContaining({ name: 'DomainError', code });

/** A PDF whose one compressed object holds very many: it keeps the parser busy, and makes it large. */
const aHeavyPdf = (): Buffer => {
  const many = Buffer.from(`%PDF-1.7\n1 0 obj\n[${'<< /A [1 2 3] >> '.repeat(1_500_000)}]\nendobj\n`);
  return Buffer.concat([many, Buffer.from(`startxref\n9\n%%EOF\n`)]);
};

describe('the inspecting process', () => {
  test('answers for each of many documents at once, and is warm for the next', async () => {
    const inspector = anInspector();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 16 }, (_, index) =>
        inspector.inspect(aDocument(index % 4 === 0 ? randomBytes(200) : aSmallPdf(`number ${index}`))),
      ),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(
      Array.from({ length: 16 }, (_, index) => (index % 4 === 0 ? 'rejected' : 'fulfilled')),
    );
    await inspector.inspect(aDocument(aSmallPdf('warm')));
    const started = performance.now();
    for (let index = 0; index < 20; index++) await inspector.inspect(aDocument(aSmallPdf(`warm ${index}`)));
    expect((performance.now() - started) / 20).toBeLessThan(100);
  });

  test('is given documents of many megabytes', async () => {
    await anInspector().inspect(aDocument(aPng(6000, 4000), 'image/png'));
    const noise = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(30_000_000)]);
    await expect(anInspector().inspect(aDocument(noise))).rejects.toEqual(refused('document-unreadable'));
  });

  test('is killed when it takes too long, and the next document is looked at', async () => {
    const inspector = anInspector({ timeMs: 700 });
    const started = performance.now();
    await expect(inspector.inspect(aDocument(aHeavyPdf()))).rejects.toEqual(refused('document-unreadable'));
    expect(performance.now() - started).toBeLessThan(6000);
    await inspector.inspect(aDocument(aSmallPdf('after')));
  });

  test('is killed when it takes too much memory, and the next document is looked at', async () => {
    const inspector = anInspector({ memoryBytes: 140 << 20 });
    const started = performance.now();
    await expect(inspector.inspect(aDocument(aHeavyPdf()))).rejects.toEqual(refused('document-unreadable'));
    expect(performance.now() - started).toBeLessThan(6000);
    await inspector.inspect(aDocument(aSmallPdf('after')));
  });

  test('is not to blame when the document itself cannot be read from storage', async () => {
    const broken = (): Readable => new Readable({ read: () => undefined });
    const failing: Inspected = {
      ...aDocument(aSmallPdf('broken')),
      open: () => {
        const stream = broken();
        setImmediate(() => stream.destroy(new StorageError('storage-unavailable', 'away')));
        return stream;
      },
    };
    await expect(anInspector().inspect(failing)).rejects.toMatchObject({ name: 'StorageError' });
  });

  test('may not read what is not its own, write, start anything, or make code of text', () => {
    const attempts = {
      read: "require('node:fs').readFileSync('/etc/hostname')",
      readSettings: `require('node:fs').readFileSync(${JSON.stringify(SETTINGS_FILE)})`,
      write: "require('node:fs').writeFileSync('/tmp/motcua-inspection', 'x')",
      start: "require('node:child_process').spawnSync('true')",
      thread: "new (require('node:worker_threads').Worker)('1', { eval: true })",
      evaluate: "eval('1')",
    };
    const script = `const told = {};${Object.entries(attempts)
      .map(
        ([name, code]) =>
          `try { ${code}; told.${name} = 'done' } catch (error) { told.${name} = error.code ?? error.name }`,
      )
      .join(';')};console.log(JSON.stringify(told))`;
    const { stdout } = spawnSync(process.execPath, [...INSPECTING_OPTIONS, '-e', script], {
      env: {},
      encoding: 'utf8',
    });
    expect(JSON.parse(stdout)).toEqual({
      read: 'ERR_ACCESS_DENIED',
      readSettings: 'ERR_ACCESS_DENIED',
      write: 'ERR_ACCESS_DENIED',
      start: 'ERR_ACCESS_DENIED',
      thread: 'ERR_ACCESS_DENIED',
      evaluate: 'EvalError',
    });
  });

  test('that is closed in the middle of its work refuses nothing for good', async () => {
    const inspector = anInspector();
    await inspector.inspect(aDocument(aSmallPdf('warm')));
    setTimeout(() => inspector.close(), 100);
    await expect(inspector.inspect(aDocument(aHeavyPdf()))).rejects.toEqual(refused('busy-retry'));
  });
});
