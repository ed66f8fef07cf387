/** Which way bytes go: `up` from the client to the target, `down` back to the client. */
export type Direction = 'up' | 'down'

/** How a frame is made wrong so that its receiver must notice. */
export type Corruption = 'reserved-bits' | 'opcode' | 'utf-8'

/** Faults that hold until they are ended. Without `direction` both ways. Times in milliseconds. */
export type LastingFault =
  /** Every byte arrives later by so much. */
  | { readonly kind: 'latency'; readonly milliseconds: number; readonly direction?: Direction | undefined }
  /** Later by anything up to so much, drawn anew for each piece; the order stays. */
  | { readonly kind: 'jitter'; readonly milliseconds: number; readonly direction?: Direction | undefined }
  | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number; readonly direction?: Direction | undefined }
  /** The proxy stops reading: the sender's own buffers fill. */
  | { readonly kind: 'stall'; readonly direction?: Direction | undefined }
  /** What is sent is taken and never arrives. Who lost bytes that way is reset at the end: TCP skips nothing. */
  | { readonly kind: 'black-hole'; readonly direction?: Direction | undefined }
  /** Every `bytes` bytes (default 1) are a write of their own. */
  | { readonly kind: 'split'; readonly bytes?: number | undefined; readonly direction?: Direction | undefined }
  /** New connections are reset as soon as they are made. */
  | { readonly kind: 'refuse' }
  /** New connections are made, and then wait so long before the target hears of them. */
  | { readonly kind: 'delay-accept'; readonly milliseconds: number }

/** Faults that strike once. Without `direction` whichever way is first. */
export type StrikingFault =
  /** RST to both sides. */
  | { readonly kind: 'reset' }
  /** FIN to the receiver of this direction, which gets nothing more; the other direction goes on. */
  | { readonly kind: 'half-close'; readonly direction: Direction }
  /** A part of the next WebSocket frame arrives, then both sides are reset. */
  | { readonly kind: 'truncate'; readonly direction?: Direction | undefined }
  /** The next WebSocket frame that can be made wrong in this way is. */
  | { readonly kind: 'corrupt'; readonly corruption: Corruption; readonly direction?: Direction | undefined }
  /** Exactly so many bytes arrive in this direction, then both sides are reset. Counted per connection, from now on. */
  | { readonly kind: 'cut-after'; readonly bytes: number; readonly direction: Direction }

/** Something that networks do. */
export type Fault = LastingFault | StrikingFault
export type FaultKind = Fault['kind']

const lasting: Readonly<Record<LastingFault['kind'], true>> = {
  latency: true,
  jitter: true,
  bandwidth: true,
  stall: true,
  'black-hole': true,
  split: true,
  refuse: true,
  'delay-accept': true,
}

/** All kinds, in the order of reports. */
export const faultKinds: readonly FaultKind[] = [
  'latency',
  'jitter',
  'bandwidth',
  'stall',
  'black-hole',
  'split',
  'refuse',
  'delay-accept',
  'reset',
  'half-close',
  'truncate',
  'corrupt',
  'cut-after',
]

/** Whether a fault holds until it is ended, rather than striking once. */
export function isLasting(fault: Fault): fault is LastingFault {
  return Object.hasOwn(lasting, fault.kind)
}

/** Whether a fault concerns bytes that go this way. */
export function concerns(fault: Fault, direction: Direction): boolean {
  return !('direction' in fault) || fault.direction === undefined || fault.direction === direction
}
