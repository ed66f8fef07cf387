const authority = /^wss?:\/\/(?:[^/?#]*@)?(\[[^\]]*\]|[^/?#:]+)/i
const loopbackHost = /^(?:(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])$/i

/** Whether a socket URL leads to this machine. */
export function isLoopbackUrl(url: string): boolean {
  const [, host = ''] = authority.exec(url) ?? []
  return loopbackHost.test(host)
}
