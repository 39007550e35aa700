/** Waits until a condition holds. @throws after `timeoutMs` */
export async function until(
  condition: () => Promise<boolean> | boolean,
  timeoutMs = 20_000,
  pauseMs = 50,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline)
      throw new Error(`condition did not hold within ${timeoutMs} ms: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}
