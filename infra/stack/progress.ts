/** Tells whoever waits what is going on, one line at a time. */
export type Tell = (line: string) => void;

const STILL_MS = 10_000;

/** Runs one step, telling its beginning, every ten seconds that it goes on, and its end. */
export const withProgress = async <T>(tell: Tell, what: string, work: () => Promise<T>): Promise<T> => {
  const started = performance.now();
  const seconds = (): string => ((performance.now() - started) / 1000).toFixed(1);
  tell(`${what} …`);
  const still = setInterval(() => tell(`${what}: still coming up after ${seconds()} s`), STILL_MS);
  try {
    const result = await work();
    tell(`${what}: ready after ${seconds()} s`);
    return result;
  } finally {
    clearInterval(still);
  }
};
