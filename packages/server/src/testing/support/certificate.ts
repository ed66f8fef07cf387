import type { KeyObject } from 'node:crypto'
import { generateKeyPairSync, sign } from 'node:crypto'

/** A certificate that signs itself, and its key, in PEM. */
export interface TestCertificate {
  readonly cert: string
  readonly key: string
}

const ecdsaWithSha256 = sequence(Buffer.from('06082a8648ce3d040302', 'hex'))
const commonName = Buffer.from('0603550403', 'hex')
const subjectAltName = Buffer.from('0603551d11', 'hex')
const version3 = Buffer.from('a003020102', 'hex')

/** Makes a certificate for `localhost` and 127.0.0.1, good until the end of 2049, of somebody with this name. */
export function makeCertificate(name: string): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const body = bodyOf(name, publicKey)
  const signature = sign('sha256', body, privateKey)
  const der = sequence(body, ecdsaWithSha256, tlv(0x03, Buffer.from([0]), signature))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

/** What is signed, as X.509 (RFC 5280) has it. */
function bodyOf(name: string, publicKey: KeyObject): Buffer {
  const who = sequence(tlv(0x31, sequence(commonName, tlv(0x0c, Buffer.from(name)))))
  const time = sequence(tlv(0x17, Buffer.from('200101000000Z')), tlv(0x17, Buffer.from('491231235959Z')))
  const names = sequence(tlv(0x82, Buffer.from('localhost')), tlv(0x87, Buffer.from([127, 0, 0, 1])))
  const extensions = tlv(0xa3, sequence(sequence(subjectAltName, tlv(0x04, names))))
  const key = publicKey.export({ type: 'spki', format: 'der' })
  return sequence(version3, tlv(0x02, Buffer.from([1])), ecdsaWithSha256, who, time, who, key, extensions)
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, ...parts)
}

/** A value of DER: its tag, its length and what it is made of. */
function tlv(tag: number, ...parts: readonly Buffer[]): Buffer {
  const { length } = Buffer.concat(parts)
  const size = length < 128 ? [length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), ...parts])
}
