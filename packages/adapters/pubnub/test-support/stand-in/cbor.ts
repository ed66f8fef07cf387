type Value = number | string | Buffer | { readonly [key: string]: Value }

/** CBOR of what tokens hold: whole numbers, texts, bytes and maps. */
export function encodeCbor(value: Value): Buffer {
  if (typeof value === 'number') return head(0, value)
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)])
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value])
  const entries = Object.entries(value)
  // The SDK reads keys as bytes.
  const pairs = entries.flatMap(([key, held]) => [encodeCbor(Buffer.from(key)), encodeCbor(held)])
  return Buffer.concat([head(5, entries.length), ...pairs])
}

function head(kind: number, size: number): Buffer {
  const type = kind << 5
  if (size < 24) return Buffer.from([type | size])
  if (size < 0x1_00) return Buffer.from([type | 24, size])
  if (size < 0x1_00_00) return Buffer.from([type | 25, size >> 8, size & 0xff])
  const bytes = Buffer.alloc(5)
  bytes[0] = type | 26
  bytes.writeUInt32BE(size, 1)
  return bytes
}
