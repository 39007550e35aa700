import { DomainError } from '../../domain/errors.ts';

/** A sender did more than one may (429); `seconds` until the next try makes sense. */
export class LimitReached extends DomainError {
  readonly seconds: number;

  constructor(seconds: number) {
    super('too-many-requests', { seconds });
    this.name = 'LimitReached';
    this.seconds = seconds;
  }
}
