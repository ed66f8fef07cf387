import { describe, expect, it } from 'vitest'
import {
  conformance,
  countVitest,
  failedOfJourneys,
  failedOfVitest,
  journeysAsTests,
  skippedWithout,
  summary,
} from './test-totals.mjs'

const test = (status: string, fullName: string) => ({ status, fullName })
const report = {
  testResults: [
    {
      name: '/here/a.test.ts',
      status: 'passed',
      assertionResults: [test('passed', 'a one'), test('pending', 'a two')],
    },
    { name: '/here/b.test.ts', status: 'failed', assertionResults: [test('passed', 'b one'), test('failed', 'b two')] },
    { name: '/here/c.test.ts', status: 'failed', assertionResults: [] },
  ],
}

describe('the totals of a test run', () => {
  it('count what passed, failed and was skipped; a file that could not be loaded failed once', () => {
    expect(countVitest(report, 1)).toEqual({ passed: 2, failed: 2, skipped: 1 })
    expect(summary(countVitest(report, 1))).toBe('2 passed, 2 failed, 1 skipped')
  })

  it('count a crash as a failure, also without a report', () => {
    expect(countVitest(null, 139)).toEqual({ passed: 0, failed: 1, skipped: 0 })
    expect(countVitest({ testResults: [] }, 0)).toEqual({ passed: 0, failed: 0, skipped: 0 })
  })

  it('name each failed test, and files that could not be loaded', () => {
    expect(failedOfVitest(report, '/here')).toEqual(['b.test.ts: b two', 'c.test.ts'])
    expect(failedOfVitest(null, '/here')).toEqual([])
  })

  it('name each failed journey, however deep it stands', () => {
    const spec = (title: string, ok: boolean) => ({ title, ok, file: 'chat.journey.ts' })
    const suites = [{ specs: [spec('one', true)], suites: [{ specs: [spec('two', false)] }] }]
    expect(failedOfJourneys({ suites })).toEqual(['playwright/journeys/chat.journey.ts: two'])
    expect(failedOfJourneys(null)).toEqual([])
  })

  it('tell what the conformance tests came to, and leave out of the skipped what is not claimed', () => {
    const under = (section: string, status: string, title: string) => ({
      status,
      title,
      ancestorTitles: ['with Centrifugo 6.9.1', 'in memory', section],
    })
    const told = {
      testResults: [
        {
          name: '/here/packages/adapters/centrifugo/src/conformance.integration.test.ts',
          status: 'passed',
          assertionResults: [
            under('publish', 'passed', 'one'),
            under('publish', 'passed', 'two'),
            under('not claimed', 'skipped', 'signals: delivers'),
            under('not claimed', 'skipped', 'signals: refuses'),
            under('not claimed', 'skipped', 'where now: lists'),
          ],
        },
        { name: '/here/a.test.ts', status: 'passed', assertionResults: [under('publish', 'passed', 'three')] },
      ],
    }
    expect(conformance(told)).toEqual([
      '  with Centrifugo 6.9.1, in memory: 2 run, 0 failed, 3 not claimed:',
      '    signals (2), where now (1)',
    ])
    expect(countVitest(told, 0)).toEqual({ passed: 3, failed: 0, skipped: 0 })
    expect(conformance(null)).toEqual([])
  })

  it('name what was skipped for lack of a server, with how to get it', () => {
    const under = (above: string, status: string) => ({ ...test(status, 'x'), ancestorTitles: [above, 'attach'] })
    const assertionResults = [
      under('with Tea 1.2 and Milk', 'skipped'),
      under('with Tea', 'pending'),
      under('x', 'skipped'),
    ]
    const testResults = [
      { name: '/here/a.test.ts', assertionResults },
      { name: '/here/b.test.ts', assertionResults: [under('with Teapots', 'skipped'), under('with Tea', 'passed')] },
    ]
    const service = (title: string) => ({ name: title.toLowerCase(), title, howToGetIt: `${title} grows.` })
    expect(skippedWithout({ testResults }, '/here', ['Tea', 'Milk', 'Water'].map(service))).toEqual([
      '  Tea is not here: `node scripts/services.mjs tea`. Tea grows.',
      '    a.test.ts: 2',
      '  Milk is not here: `node scripts/services.mjs milk`. Milk grows.',
      '    a.test.ts: 1',
    ])
    expect(skippedWithout(null, '/here', [service('Tea')])).toEqual([])
  })

  it('name the journeys that were skipped for lack of a server', () => {
    const specs = [{ tests: [{ status: 'skipped' }] }, { tests: [{ status: 'skipped' }] }]
    const suites = [
      { title: 'tea.journey.ts', specs: [{ tests: [{ status: 'expected' }] }], suites: [{ title: 'with Tea', specs }] },
    ]
    const tea = { name: 'tea', title: 'Tea', howToGetIt: 'Tea grows.' }
    expect(skippedWithout(journeysAsTests({ suites }), '/here', [tea])).toEqual([
      '  Tea is not here: `node scripts/services.mjs tea`. Tea grows.',
      '    playwright/journeys/tea.journey.ts: 2',
    ])
    expect(journeysAsTests(null)).toEqual({ testResults: [] })
  })
})
