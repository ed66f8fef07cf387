import { expect, it } from 'vitest'
import { isLoopbackUrl } from './loopback.ts'

it.each([
  'ws://localhost:7070/',
  'ws://LOCALHOST/',
  'ws://app.localhost:7070/',
  'ws://127.0.0.1:7070/',
  'ws://127.9.8.7/',
  'wss://[::1]:7070/',
  'ws://ana:secret@localhost:7070/',
])('knows that %s is this machine', (url) => {
  expect(isLoopbackUrl(url)).toBe(true)
})

it.each([
  'ws://192.168.0.7:7070/',
  'wss://live.example.com/',
  'ws://localhost.example.com/',
  'ws://127.0.0.1.example.com/',
  'ws://notlocalhost:7070/',
  'ws://localhost:secret@example.com/',
  'ws://[::2]:7070/',
])('knows that %s is another machine', (url) => {
  expect(isLoopbackUrl(url)).toBe(false)
})
