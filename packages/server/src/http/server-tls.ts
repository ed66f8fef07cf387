import type { KeyObject } from 'node:crypto'
import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import { assertKnownNames } from '../known-names.ts'
import { refusal } from '../refusal.ts'

/** What a server proves with who it is. Each is the path of a PEM file, or the PEM itself: a text with `-----BEGIN` in it. */
export interface TlsOptions {
  /** Its certificate, and after it those that lead to the root, as `fullchain.pem` has them. */
  readonly cert: string
  /** The private key of the certificate, without a passphrase. */
  readonly key: string
}

/** The certificate that a server shows. */
export interface TlsCertificate {
  /** Whom it is for, such as `DNS:app.example`, in one text. */
  readonly names: string
  /** When it ends, as `2026-11-27T12:00:00.000Z`. */
  readonly validUntil: string
}

/** What `node:tls` makes a context of. */
interface TlsContext {
  readonly cert: string
  readonly key: string
  readonly minVersion: 'TLSv1.2'
}

/** A part of the options. */
export type TlsPart = keyof TlsOptions

const parts: readonly TlsPart[] = ['cert', 'key']
const wanted: Readonly<Record<TlsPart, string>> = { cert: 'a certificate', key: 'a private key' }
const begins: Readonly<Record<TlsPart, RegExp>> = {
  cert: /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/,
  key: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/,
}

/** Whether a text is a PEM, not the path of one. */
export function isPem(text: string): boolean {
  return text.includes('-----BEGIN')
}

/** Certificate and key of a server, which may be read again. */
export class ServerTls {
  readonly #options: TlsOptions
  #read: { readonly context: TlsContext; readonly certificate: TlsCertificate }

  /** Reads the files. Throws `invalid_argument` that names what is wrong, and where. */
  constructor(options: TlsOptions) {
    this.#options = options
    this.#read = readBoth(options)
  }

  get context(): TlsContext {
    return this.#read.context
  }

  /** Reads the files again. When something is wrong it throws as the constructor does, and nothing has changed. */
  reload(): TlsCertificate {
    this.#read = readBoth(this.#options)
    return this.#read.certificate
  }
}

/** The PEM of a part. Throws `invalid_argument` when it can't be read, or holds something else. */
export function readPem(part: TlsPart, given: unknown): string {
  if (typeof given !== 'string' || given === '') {
    throw refusal('invalid_argument', `\`tls.${part}\` is missing: ${wanted[part]}.`, {
      hint: 'Pass both, `tls: { cert, key }` or --tls-cert and --tls-key: paths of PEM files.',
    })
  }
  const pem = isPem(given) ? given : readFile(part, given)
  if (begins[part].test(pem)) {
    if (part === 'key' && pem.includes('ENCRYPTED')) throw locked(given)
    return pem
  }
  const other = part === 'cert' ? 'key' : 'cert'
  throw refusal('invalid_argument', `${placeOf(part, given)} holds no PEM of ${wanted[part]}.`, {
    hint: begins[other].test(pem)
      ? `It holds ${wanted[other]}: that is \`tls.${other}\`.`
      : `Name a file that has a line "-----BEGIN ${part === 'cert' ? 'CERTIFICATE' : 'PRIVATE KEY'}-----".`,
  })
}

function readFile(part: TlsPart, path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw refusal('invalid_argument', `${placeOf(part, path)} can't be read: ${reason}.`, {
      hint: 'Name a PEM file that this user may read.',
      cause,
    })
  }
}

function locked(given: string): Error {
  return refusal('invalid_argument', `${placeOf('key', given)} is locked with a passphrase.`, {
    hint: 'Take it away: openssl pkey -in locked.pem -out key.pem. Let only the server read that file.',
  })
}

/** How errors call a part. A PEM itself is a secret. */
function placeOf(part: TlsPart, given: string): string {
  return isPem(given) ? `\`tls.${part}\`` : `\`tls.${part}\` (${given})`
}

function readBoth(options: TlsOptions): { readonly context: TlsContext; readonly certificate: TlsCertificate } {
  if (typeof options !== 'object' || options === null) {
    throw refusal('invalid_argument', '`tls` must be an object.', { hint: 'Pass `tls: { cert, key }`.' })
  }
  assertKnownNames('option of `tls`', options, parts)
  const context: TlsContext = {
    cert: readPem('cert', options.cert),
    key: readPem('key', options.key),
    minVersion: 'TLSv1.2',
  }
  const certificate = parsed('cert', options, () => new X509Certificate(context.cert))
  if (!certificate.checkPrivateKey(parsed('key', options, () => privateKey(context.key)))) throw mismatch(options)
  parsed('cert', options, () => createSecureContext(context))
  const validUntil = new Date(certificate.validTo).toISOString()
  return { context, certificate: { names: certificate.subjectAltName ?? certificate.subject, validUntil } }
}

function privateKey(pem: string): KeyObject {
  return createPrivateKey({ key: pem, format: 'pem' })
}

function parsed<Value>(part: TlsPart, options: TlsOptions, parse: () => Value): Value {
  try {
    return parse()
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw refusal('invalid_argument', `${placeOf(part, options[part])} can't be used: ${reason}`, {
      hint: `It must hold ${wanted[part]} in PEM.`,
      cause,
    })
  }
}

function mismatch(options: TlsOptions): Error {
  const [cert, key] = [placeOf('cert', options.cert), placeOf('key', options.key)]
  return refusal('invalid_argument', `The key in ${key} isn't that of the certificate in ${cert}.`, {
    hint: 'Name the files of one certificate. The certificate of the server comes first in its file, before those that lead to the root.',
  })
}
