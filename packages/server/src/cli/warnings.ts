/**
 * Whether a warning of Node says something to whoever started the command. That `node:sqlite` is experimental, as Node 22
 * says at every start, does not: they didn't choose it, and can't change it.
 */
export function isOfInterest({ name, message }: Error): boolean {
  return name !== 'ExperimentalWarning' || !message.startsWith('SQLite ')
}
