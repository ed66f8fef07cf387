const prefix = '#/room/'
const start = 'lobby'

/** The name of the room in an address' hash, decoded; may be one that no room can have. */
export function roomNameOf(hash: string): string {
  if (!hash.startsWith(prefix)) return hash === '' || hash === '#' || hash === '#/' ? start : hash
  const encoded = hash.slice(prefix.length)
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded
  }
}

/** The address of a room: what `roomNameOf` reads. */
export function roomHash(name: string): string {
  return prefix + encodeURIComponent(name)
}
