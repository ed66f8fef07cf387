/** A path leads through the address that the page came from, whoever opened it. */
export function resolveServerUrl(
  told: string | undefined,
  page: Pick<Location, 'protocol' | 'host' | 'hostname'>,
): string {
  if (told === undefined) return `ws://${page.hostname}:7070`
  if (!told.startsWith('/')) return told
  return `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}${told}`
}
