import { expect, it } from 'vitest'
import { resolveServerUrl } from './resolve-server-url.ts'

const page = { protocol: 'http:', host: '192.168.0.7:5173', hostname: '192.168.0.7' }

it.each([
  ['beside the page where nothing was told', undefined, page, 'ws://192.168.0.7:7070'],
  ['where it was told', 'wss://live.example.com', page, 'wss://live.example.com'],
  ['through the address of the page', '/realtime', page, 'ws://192.168.0.7:5173/realtime'],
  ['encrypted from an encrypted page', '/realtime', { ...page, protocol: 'https:' }, 'wss://192.168.0.7:5173/realtime'],
])('looks for the server %s', (_, told, from, url) => {
  expect(resolveServerUrl(told, from)).toBe(url)
})
