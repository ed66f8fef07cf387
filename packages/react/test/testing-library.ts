import { cleanup, configure } from '@testing-library/react'
import { afterEach } from 'vitest'

// StrictMode, as most apps run in development.
configure({ reactStrictMode: true })
afterEach(cleanup)
