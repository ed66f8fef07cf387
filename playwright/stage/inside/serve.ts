import { createServer as createHttpServer } from 'node:http'
import type { Server as HttpServer } from 'node:http'
import { serve } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { createServer } from '@herenow/server'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'

// An app in one of the frameworks: serves a folder and a route of its own, and carries the realtime server.
// Usage: node serve.ts FRAMEWORK FOLDER. Prints the port once it is ready.

const answer = 'from the app'

const frameworks: Readonly<Record<string, (folder: string) => HttpServer | Promise<HttpServer>>> = {
  express: (folder) => {
    const routes = express()
    routes.use(express.static(folder))
    routes.get('/hello', (_, response) => void response.send(answer))
    return createHttpServer(routes)
  },
  fastify: async (folder) => {
    const files = express.static(folder)
    const routes = fastify()
    routes.get('/hello', () => answer)
    routes.setNotFoundHandler((request, reply) => {
      reply.hijack()
      files(request.raw as express.Request, reply.raw as express.Response, () => reply.raw.writeHead(404).end())
    })
    await routes.ready()
    return routes.server
  },
  hono: (folder) => {
    const routes = new Hono()
    routes.get('/hello', (context) => context.text(answer))
    routes.use('*', serveStatic({ root: folder }))
    return serve({ fetch: routes.fetch, port: 0, hostname: '127.0.0.1' }) as HttpServer
  },
}

const [name = '', folder = ''] = process.argv.slice(2)
const app = await frameworks[name]?.(folder)
if (!app) throw new Error(`There is no framework "${name}"`)
await createServer().attach(app, { path: '/realtime' })
if (!app.listening) await new Promise<void>((resolve) => app.listen(0, '127.0.0.1', resolve))
const address = app.address()
process.stdout.write(`${typeof address === 'object' ? address?.port : address}\n`)
