/** Hosts that only this machine reaches. */
export function isLoopbackHost(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host)
}

function isLoopbackOrigin(origin: string): boolean {
  if (!URL.canParse(origin)) return false
  const { hostname, protocol } = new URL(origin)
  return (
    (protocol === 'http:' || protocol === 'https:') && (isLoopbackHost(hostname) || hostname.endsWith('.localhost'))
  )
}

/**
 * Whether a page of this origin may connect. Programs that aren't browsers send none and may. With `origins` only the
 * listed ones may, character by character. Without it, servers with auth take any, because tokens are not sent by
 * browsers on their own; servers without auth take pages of this machine only.
 */
export function mayConnect(
  origin: string | undefined,
  origins: readonly string[] | null,
  authenticated: boolean,
): boolean {
  if (origin === undefined) return true
  if (origins !== null) return origins.includes(origin)
  return authenticated || isLoopbackOrigin(origin)
}
