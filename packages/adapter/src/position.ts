/**
 * Where a stored message stands in its channel.
 *
 * Opaque outside its adapter: never do arithmetic on `offset`, order two positions with `AdapterSession.compare` only.
 * `epoch` changes when the service can't prove continuity; positions of two epochs can't be compared.
 */
export interface Position {
  readonly epoch: string
  readonly offset: number | string
}
