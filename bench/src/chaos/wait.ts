/** Resolves after so many milliseconds. */
export function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** Milliseconds until `condition` holds, or `null` when it doesn't within `patience` milliseconds. */
export async function until(condition: () => boolean, patience: number): Promise<number | null> {
  const start = performance.now()
  while (!condition()) {
    if (performance.now() - start > patience) return null
    await wait(5)
  }
  return performance.now() - start
}
