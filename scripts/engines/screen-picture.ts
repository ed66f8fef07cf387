import { readFileSync } from 'node:fs'
import { crc32, deflateSync } from 'node:zlib'

// Pictures are read from the memory of the virtual screen: without a graphics card the driver's own ones are black.

/** A part of a screen or picture, in pixels. */
export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Cuts a part out of what Xvfb writes with `-fbdir` (the format XWD), as a PNG. */
export function cutFromScreen(file: string, { x, y, width, height }: Area): Buffer {
  const dump = readFileSync(file)
  const field = (number: number): number => dump.readUInt32BE(number * 4)
  // The names of the fields are those of XWDFile.h.
  const [headerSize, bytesPerLine, colors] = [field(0), field(12), field(19)]
  const pixels = headerSize + colors * 12
  const rows: Buffer[] = []
  for (let row = 0; row < height; row += 1) {
    const line = Buffer.alloc(1 + width * 3)
    const start = pixels + (y + row) * bytesPerLine + x * 4
    for (let column = 0; column < width; column += 1) {
      const [blue = 0, green = 0, red = 0] = dump.subarray(start + column * 4, start + column * 4 + 3)
      line.set([red, green, blue], 1 + column * 3)
    }
    rows.push(line)
  }
  return png(width, height, Buffer.concat(rows))
}

/** A PNG of 8 bits a colour. Each row of `data` begins with its filter, 0. */
function png(width: number, height: number, data: Buffer): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(data)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
