/** One bad setting, in words for whoever runs the service. */
export interface ConfigProblem {
  readonly setting: string;
  readonly en: string;
  readonly vi: string;
}

/**
 * The environment does not make a configuration. The message has one line per bad setting, Vietnamese then English, and
 * never the value of a secret. Causes: a value of the wrong form, a required setting missing, `NAME` and `NAME_FILE` both
 * set, a secret's file that cannot be read, demo accounts where they must not be.
 */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(problems.map(({ setting, en, vi }) => `${setting}: ${vi} | ${en}`).join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}
