/** Works on some at once. After a failure nothing is begun any more, and what was begun is waited for. @throws the first failure */
export async function severally<T, R>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const done: R[] = [];
  const failures: unknown[] = [];
  const left = items.values();
  const one = async (): Promise<void> => {
    for (const item of left) {
      if (failures.length > 0) return;
      try {
        done.push(await work(item));
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  if (failures.length > 0) throw failures[0];
  return done;
}
