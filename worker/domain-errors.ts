import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor } from '@temporalio/worker';
import { DomainError } from '../domain/errors.ts';

/** A refusal of the domain is final: the engine must not try again. Everything else is retried until the outcome is known. */
export const domainErrorsAreFinal: ActivityInboundCallsInterceptor = {
  async execute(input, next) {
    try {
      return await next(input);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      throw ApplicationFailure.create({
        type: error.code,
        message: error.code,
        nonRetryable: true,
        details: [error.params],
      });
    }
  },
};
