import { describe, expect, it } from 'vitest'
import { readArguments } from './arguments.ts'

const read = (line: string, environment: Record<string, string> = {}): unknown =>
  readArguments(line === '' ? [] : line.split(' '), environment)
const defaults = {
  port: null,
  host: '127.0.0.1',
  data: null,
  memory: false,
  newEpoch: false,
  readyFile: null,
  command: null,
}

describe('the command line', () => {
  it('means a development server, with or without its name', () => {
    expect(read('')).toEqual({ kind: 'dev', settings: defaults })
    expect(read('dev')).toEqual({ kind: 'dev', settings: defaults })
  })

  it('has flags, which stand before the environment', () => {
    expect(read('dev --port 0 --host ::1 --data=/var/herenow --ready-file=/tmp/ready')).toEqual({
      kind: 'dev',
      settings: { ...defaults, port: 0, host: '::1', data: '/var/herenow', readyFile: '/tmp/ready' },
    })
    expect(read('--port 8080', { HERENOW_PORT: '9090', HERENOW_HOST: 'localhost', HERENOW_DATA: 'd' })).toEqual({
      kind: 'dev',
      settings: { ...defaults, port: 8080, host: 'localhost', data: 'd' },
    })
  })

  it('keeps messages in memory when it is told to, and not also in a folder', () => {
    expect(read('--memory')).toMatchObject({ settings: { memory: true, data: null } })
    expect(read('', { HERENOW_MEMORY: '1' })).toMatchObject({ settings: { memory: true } })
    expect(read('', { HERENOW_MEMORY: '0' })).toMatchObject({ settings: { memory: false } })
    expect(() => read('', { HERENOW_MEMORY: 'yes' })).toThrow('HERENOW_MEMORY must be "1" or "0".')
    expect(() => read('--memory --data d')).toThrow('--memory and --data exclude each other.')
    expect(read('--memory', { HERENOW_DATA: 'd' })).toMatchObject({ settings: { memory: true, data: null } })
    expect(read('--data d', { HERENOW_MEMORY: '1' })).toMatchObject({ settings: { memory: false, data: 'd' } })
  })

  it('starts another epoch of kept data when it is told to', () => {
    expect(read('--data d --new-epoch')).toMatchObject({ settings: { data: 'd', newEpoch: true } })
    expect(read('--data d', { HERENOW_NEW_EPOCH: '1' })).toMatchObject({ settings: { newEpoch: true } })
    expect(read('--data d', { HERENOW_NEW_EPOCH: '0' })).toMatchObject({ settings: { newEpoch: false } })
    expect(() => read('--new-epoch')).toThrow('--new-epoch is for data that is kept.')
    expect(() => read('--data d', { HERENOW_NEW_EPOCH: 'yes' })).toThrow('HERENOW_NEW_EPOCH must be "1" or "0".')
  })

  it('takes any free port for a command, unless one is named', () => {
    expect(readArguments(['--cmd', 'npm test'], {})).toMatchObject({ settings: { command: 'npm test', port: 0 } })
    expect(readArguments(['--cmd', 'npm test', '--port', '81'], {})).toMatchObject({ settings: { port: 81 } })
  })

  it('asks for help and the version before anything else', () => {
    expect(read('--help --port 1')).toEqual({ kind: 'help' })
    expect(read('-h')).toEqual({ kind: 'help' })
    expect(read('dev -v')).toEqual({ kind: 'version' })
  })

  it('minds only variables of its own, and not the address that it gives to commands', () => {
    expect(read('', { PATH: '/bin', HERENOW_URL: 'ws://x', HERENOW_PORT: '' })).toEqual({
      kind: 'dev',
      settings: defaults,
    })
  })

  it.each<[string, string, Record<string, string>, RegExp]>([
    ['an unknown flag', '--prot 1', {}, /Did you mean --port\? Known: --port, --host/],
    ['an unknown short flag', '-x', {}, /Known: --port/],
    ['an unknown command', 'serv', {}, /Known: dev/],
    ['an unknown variable', '', { HERENOW_PROT: '1' }, /Did you mean HERENOW_PORT\?/],
  ])('refuses %s and lists the known', (_, line, environment, hint) => {
    expect(() => read(line, environment)).toThrow(
      expect.objectContaining({ code: 'invalid_argument', hint: expect.stringMatching(hint) }),
    )
  })

  it.each([
    ['a flag without its value', '--port'],
    ['a value for a flag that takes none', '--help=yes'],
    ['a value for a choice', '--memory=1'],
    ['a port that is none', '--port 70000'],
    ['a port that is text', '--port http'],
    ['more than a command', 'dev dev'],
    ['a negated flag', '--no-port'],
  ])('refuses %s', (_, line) => {
    expect(() => read(line)).toThrow(expect.objectContaining({ code: 'invalid_argument' }))
  })
})
