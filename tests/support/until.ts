/** Looks again and again until the condition holds; fails after `limitMs` with what was waited for. */
export async function until(condition: () => boolean | Promise<boolean>, limitMs = 15_000): Promise<void> {
  const end = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`never came to hold: ${condition.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
