import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { AttachProofs } from './attach-proofs.ts'

const random = { next: () => 0.5, bytes: (count: number) => randomBytes(count) }
const secret = 'a-secret-that-is-long-enough-for-hs256'
const at = (offset: number, epoch = 'e'): { epoch: string; offset: number } => ({ epoch, offset })

it('covers its own position and what comes after it, for the same client, channel and epoch only', () => {
  const proofs = new AttachProofs({ secret }, random)
  const proof = proofs.sign('ana', 'room:a', at(5))
  expect(proofs.covers(proof, 'ana', 'room:a', at(5))).toBe(true)
  expect(proofs.covers(proof, 'ana', 'room:a', at(500))).toBe(true)
  expect(proofs.covers(proof, 'ana', 'room:a', at(4))).toBe(false)
  expect(proofs.covers(proof, 'bob', 'room:a', at(5))).toBe(false)
  expect(proofs.covers(proof, 'ana', 'room:b', at(5))).toBe(false)
  expect(proofs.covers(proof, 'ana', 'room:a', at(5, 'f'))).toBe(false)
})

it.each(['', '.', '5', '5.', '-1.x', 'NaN.x', '5.AAAAAAAAAAAAAAAAAAAAAA', '1e9.x', '5.x.y', '0x5.x'])(
  'takes no %o for a proof',
  (proof) => {
    const proofs = new AttachProofs({ secret }, random)
    expect(proofs.covers(proof, 'ana', 'room:a', at(1_000_000_000))).toBe(false)
  },
)

it('takes no earlier offset with the signature of a later one', () => {
  const proofs = new AttachProofs({ secret }, random)
  const [, signature] = proofs.sign('ana', 'room:a', at(5)).split('.')
  expect(proofs.covers(`1.${signature}`, 'ana', 'room:a', at(5))).toBe(false)
})

it('outlives the server where tokens are signed with a secret, and belongs to it where not', () => {
  const sign = (proofs: AttachProofs): string => proofs.sign('ana', 'room:a', at(5))
  expect(
    new AttachProofs({ secret }, random).covers(sign(new AttachProofs({ secret }, random)), 'ana', 'room:a', at(5)),
  ).toBe(true)
  const other = new AttachProofs({ secret: `${secret}!` }, random)
  expect(other.covers(sign(new AttachProofs({ secret }, random)), 'ana', 'room:a', at(5))).toBe(false)
  const verify = (): never => {
    throw new Error('Not asked')
  }
  const [first, second] = [new AttachProofs({ verify }, random), new AttachProofs({ verify }, random)]
  expect(first.covers(sign(first), 'ana', 'room:a', at(5))).toBe(true)
  expect(second.covers(sign(first), 'ana', 'room:a', at(5))).toBe(false)
})
