import { condition } from '@temporalio/workflow';

/** The lock of a run: one thing at a time is decided and written, whoever comes meanwhile waits for his turn. */
export class Turns {
  #taken = false;

  get taken(): boolean {
    return this.#taken;
  }

  /** Does something while nothing else is under way. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    while (this.#taken) await condition(() => !this.#taken);
    this.#taken = true;
    try {
      return await work();
    } finally {
      this.#taken = false;
    }
  }
}
