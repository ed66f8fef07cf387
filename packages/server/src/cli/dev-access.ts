import { Buffer } from 'node:buffer'
import { networkInterfaces } from 'node:os'
import { nodeEnv } from '../env/node-env.ts'
import type { ServerOptions } from '../config.ts'
import type { Address } from '../http/address.ts'
import { hasProof } from '../settings/server-options.ts'
import type { Settled } from '../settings/settle.ts'
import { isLoopbackHost } from '../socket/origin.ts'
import { signToken } from '../token/sign-token.ts'

const tokenLife = '1d'

/** Whether a development server has an inspector unasked: not for a command, and not where no key could be told to it. */
export function hasInspector(settled: Settled): boolean {
  return !settled.has('cmd') && (hasKey(settled) || isOnThisMachine(settled))
}

/** A key of the HTTP API for this run, where only this machine reaches the server and nobody named a key; else `null`. */
export function keyOfThisRun(settled: Settled): string | null {
  const isWanted = hasInspector(settled) && settled.text('inspector') !== 'off'
  return isWanted && !hasKey(settled) ? randomText() : null
}

function hasKey(settled: Settled): boolean {
  return settled.has('apiKey') || settled.has('apiKeyFile')
}

/** Where the inspector is, and the key that was made for it; nothing where it is off. */
export function inspection({ httpUrl }: Address, { inspector }: ServerOptions, key: string | null): string {
  if (inspector === undefined || inspector === 'off') return ''
  const where = `Inspector: ${httpUrl}/inspector`
  return key === null ? `${where}, with the key of the HTTP API\n` : `${where}\nIts key, for this run: ${key}\n`
}

/** A secret for this run, where the server is open to other machines and nothing was said of tokens; else `null`. */
export function secretOfThisRun(settled: Settled): string | null {
  return isOnThisMachine(settled) || hasProof(settled) ? null : randomText()
}

function isOnThisMachine(settled: Settled): boolean {
  const host = settled.text('host')
  return host === null || isLoopbackHost(host)
}

function randomText(): string {
  return Buffer.from(nodeEnv.random.bytes(32)).toString('base64url')
}

/** What somebody at another machine needs: where the server is, and a token. */
export async function invitation(address: Address, host: string, secret: string): Promise<string> {
  const token = await signToken({ secret, clientId: 'phone', expiresIn: tokenLife })
  return `Every client needs a token now. Other machines of this network reach the server at
${urlsFor(address, host)
  .map((url) => `  ${url}\n`)
  .join('')}A token for the client "phone", good for a day:
  ${token}
Tokens for others, as long as this server runs:
  HERENOW_TOKEN_SECRET=${secret} herenow token --client ana
`
}

/** Addresses of this machine in its networks, for a server that listens on all of them. */
function urlsFor({ url, port }: Address, host: string): readonly string[] {
  if (host !== '0.0.0.0' && host !== '::') return [url]
  const addresses = Object.values(networkInterfaces()).flatMap((entries = []) =>
    entries.flatMap(({ family, internal, address }) =>
      family === 'IPv4' && !internal ? [url.replace(/(?<=\/\/)[^/]+/, `${address}:${port}`)] : [],
    ),
  )
  return addresses.length === 0 ? [url] : addresses
}
