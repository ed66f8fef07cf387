// Reads the reports of the test runners into one count.

/** @typedef {{ passed: number, failed: number, skipped: number }} Totals */

/**
 * @param {any} report vitest's JSON report, or null
 * @param {number} code the runner's exit code
 * @returns {Totals}
 */
export function countVitest(report, code) {
  const totals = { passed: 0, failed: 0, skipped: 0 }
  for (const file of report?.testResults ?? []) {
    let failedHere = 0
    for (const test of file.assertionResults) {
      if (test.status === 'passed') totals.passed += 1
      else if (test.status === 'failed') failedHere += 1
      else if (!isNotClaimed(test)) totals.skipped += 1
    }
    // A file that could not even be loaded has no tests to fail.
    totals.failed += file.status === 'failed' ? Math.max(1, failedHere) : failedHere
  }
  return withCrash(totals, code)
}

/**
 * @param {any} report Playwright's JSON report, or null
 * @param {number} code the runner's exit code
 * @returns {Totals}
 */
export function countJourneys(report, code) {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report?.stats ?? {}
  return withCrash({ passed: expected, failed: unexpected + flaky, skipped }, code)
}

/**
 * @param {any} report vitest's JSON report, or null
 * @param {string} root the folder that names of files are told without
 * @returns {string[]} each failed test with its file; a file that could not be loaded is named alone
 */
export function failedOfVitest(report, root) {
  return (report?.testResults ?? [])
    .filter((/** @type {any} */ file) => file.status === 'failed')
    .flatMap((/** @type {any} */ file) => {
      const name = String(file.name).replace(`${root}/`, '')
      const failed = file.assertionResults.filter((/** @type {any} */ test) => test.status === 'failed')
      return failed.length === 0 ? [name] : failed.map((/** @type {any} */ test) => `${name}: ${test.fullName}`)
    })
}

/**
 * @param {any} report Playwright's JSON report, or null
 * @returns {string[]} each failed journey with its file
 */
export function failedOfJourneys(report) {
  const suites = [...(report?.suites ?? [])]
  const failed = []
  for (let suite = suites.shift(); suite !== undefined; suite = suites.shift()) {
    suites.push(...(suite.suites ?? []))
    for (const spec of suite.specs ?? []) if (!spec.ok) failed.push(`playwright/journeys/${spec.file}: ${spec.title}`)
  }
  return failed
}

/**
 * @param {any} report Playwright's JSON report, or null
 * @returns {any} the journeys as vitest's report has tests, for `skippedWithout`
 */
export function journeysAsTests(report) {
  /** @param {any} suite @param {readonly string[]} ancestorTitles @returns {any[]} */
  const testsIn = (suite, ancestorTitles) => [
    ...(suite.specs ?? []).flatMap((/** @type {any} */ spec) =>
      spec.tests.map((/** @type {any} */ { status }) => ({
        status: status === 'expected' ? 'passed' : status,
        ancestorTitles,
      })),
    ),
    ...(suite.suites ?? []).flatMap((/** @type {any} */ inner) => testsIn(inner, [...ancestorTitles, inner.title])),
  ]
  return {
    testResults: (report?.suites ?? []).map((/** @type {any} */ file) => ({
      name: `playwright/journeys/${file.title}`,
      assertionResults: testsIn(file, []),
    })),
  }
}

/**
 * @param {any} report vitest's JSON report, or null
 * @param {string} root the folder that names of files are told without
 * @param {readonly { name: string, title: string, howToGetIt: string }[]} missing the servers that are not here
 * @returns {string[]} for each of them how many tests of which files were skipped without it, and how to get it
 */
export function skippedWithout(report, root, missing) {
  return missing.flatMap(({ name, title, howToGetIt }) => {
    const skippedIn = (/** @type {any} */ file) =>
      file.assertionResults.filter(
        (/** @type {any} */ test) =>
          test.status !== 'passed' &&
          !isNotClaimed(test) &&
          test.ancestorTitles.some((/** @type {string} */ it) => needs(it, title)),
      ).length
    const files = (report?.testResults ?? [])
      .map((/** @type {any} */ file) => ({ file: String(file.name).replace(`${root}/`, ''), count: skippedIn(file) }))
      .filter((/** @type {{ count: number }} */ { count }) => count > 0)
    if (files.length === 0) return []
    const lines = files.map((/** @type {any} */ { file, count }) => `    ${file}: ${count}`)
    return [`  ${title} is not here: \`node scripts/services.mjs ${name}\`. ${howToGetIt}`, ...lines]
  })
}

/**
 * @param {any} report vitest's JSON report, or null
 * @returns {string[]} for each service that the conformance tests ran against how many ran, how many failed, and which
 *   were left out as its capabilities don't claim so much
 */
export function conformance(report) {
  /** @type {Map<string, { passed: number, failed: number, notClaimed: string[] }>} */
  const services = new Map()
  for (const file of report?.testResults ?? []) {
    if (!/\/conformance\.(integration\.)?test\.ts$/.test(file.name)) continue
    for (const test of file.assertionResults) {
      // Beside the kit's tests, which stand under their service and section, a file may have some of its own.
      if (test.ancestorTitles.length < 2) continue
      const name = test.ancestorTitles.slice(0, -1).join(', ')
      const counts = services.get(name) ?? { passed: 0, failed: 0, notClaimed: [] }
      services.set(name, counts)
      if (isNotClaimed(test)) counts.notClaimed.push(test.title)
      else if (test.status === 'passed') counts.passed += 1
      else if (test.status === 'failed') counts.failed += 1
    }
  }
  return [...services]
    .filter(([, { passed, failed }]) => passed + failed > 0)
    .flatMap(([name, { passed, failed, notClaimed }]) => [
      `  ${name}: ${passed + failed} run, ${failed} failed, ${notClaimed.length} not claimed${notClaimed.length > 0 ? ':' : ''}`,
      ...bySection(notClaimed),
    ])
}

/** @param {string[]} titles */
function bySection(titles) {
  /** @type {Map<string, number>} */
  const counts = new Map()
  for (const title of titles) {
    const section = title.split(':')[0] ?? ''
    counts.set(section, (counts.get(section) ?? 0) + 1)
  }
  const parts = [...counts].map(([section, count]) => `${section} (${count})`)
  return parts.length > 0 ? [`    ${parts.join(', ')}`] : []
}

/**
 * A conformance test that a service doesn't have, as it doesn't claim so much: it is listed, and nothing is missing.
 *
 * @param {any} test
 */
function isNotClaimed(test) {
  return test.ancestorTitles?.at(-1) === 'not claimed'
}

/**
 * Whether tests with this title above them need a server: services/with-services.ts gives the titles.
 *
 * @param {string} above
 * @param {string} title
 */
function needs(above, title) {
  return new RegExp(`^with (.* and )?${title}( |$)`).test(above)
}

/**
 * @param {Totals} totals
 * @returns {string} the last line of `npm test`
 */
export function summary({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/**
 * A runner that fails without a failed test (it crashed, an error outside any test) is one failure.
 *
 * @param {Totals} totals
 * @param {number} code
 */
function withCrash(totals, code) {
  return code !== 0 && totals.failed === 0 ? { ...totals, failed: 1 } : totals
}
