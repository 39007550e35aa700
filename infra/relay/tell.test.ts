import { describe, expect, it } from '@jest/globals';
import { DomainError } from '../../domain/errors.ts';
import type { Message } from '../../domain/dossier/messages.ts';
import { tell } from './consultations.ts';

const MESSAGE: Message = { to: 'H49.01-261124-0001.S1', signal: 'told', payload: { order: 'resume', at: '' } };

/** Tells a run through an engine that answers so. @returns what became of it */
async function told(answer: DomainError | null): Promise<unknown> {
  const engine = {
    signal: () => (answer === null ? Promise.resolve() : Promise.reject(answer)),
    startDossier: () => Promise.reject(new Error('not asked')),
    startConsultation: () => Promise.reject(new Error('not asked')),
  };
  const nothing = () => Promise.reject(new Error('not asked'));
  return tell({ execute: nothing }, engine, { get: nothing, rules: nothing, newest: nothing }, MESSAGE).catch(
    (error: unknown) => error,
  );
}

describe('a message from one run to another', () => {
  it('arrives where the engine takes it', async () => {
    expect(await told(null)).toBeUndefined();
  });

  it.each(['engine-unavailable', 'engine-busy'])(
    'is tried again while the engine is away: %s is no refusal',
    async (code) => {
      const error = await told(new DomainError(code));
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(DomainError);
    },
  );

  it('is given up where a ledger forbids it', async () => {
    expect(await told(new DomainError('ledger-tampered'))).toBeInstanceOf(DomainError);
  });
});
