import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'
import { networkProxy } from './network-proxy.ts'

// Set by `npm start -- --host`: where the server listens, and the addresses under which other machines open the page.
const { DEMO_PROXY: server, DEMO_ORIGINS: origins = '' } = process.env

export default defineConfig({
  plugins: [react()],
  resolve: { conditions: ['source', ...defaultClientConditions] },
  server: server === undefined ? {} : { proxy: networkProxy(server, origins.split(',')) },
})
