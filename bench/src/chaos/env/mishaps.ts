/** Tells of what nobody handled in this process. Returns what ends that. */
export function watchMishaps(mishap: (what: string) => void): () => void {
  const rejected = (reason: unknown): void => mishap(`unhandled rejection: ${describe(reason)}`)
  const thrown = (error: unknown): void => mishap(`uncaught: ${describe(error)}`)
  process.on('unhandledRejection', rejected)
  process.on('uncaughtException', thrown)
  return () => {
    process.off('unhandledRejection', rejected)
    process.off('uncaughtException', thrown)
  }
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
}
