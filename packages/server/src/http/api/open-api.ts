import type { ApiMethod } from './method.ts'
import { methodNames, methods } from './methods.ts'
import type { Schema } from './param.ts'
import type { ApiRoute } from './routes.ts'
import { routes } from './routes.ts'

const error = {
  type: 'object',
  properties: { code: { type: 'integer' }, message: { type: 'string' } },
  required: ['code', 'message'],
}
const errorBody = {
  type: 'object',
  properties: {
    error: {
      type: 'object',
      properties: { code: { type: 'string' }, message: { type: 'string' }, hint: { type: 'string' } },
    },
  },
}
const batch = {
  summary: 'Runs many methods, in order unless `parallel`.',
  request: {
    type: 'object',
    properties: { commands: { type: 'array', items: { type: 'object' } }, parallel: { type: 'boolean' } },
    required: ['commands'],
  },
  result: { type: 'object', properties: { replies: { type: 'array', items: { type: 'object' } } } },
}

/** The API as an OpenAPI document, made of the same table that answers it. `base`: where it is, such as `/api`. */
export function openApi(base: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const name of methodNames) paths[`/${name}`] = { post: methodOperation(name, methods[name]) }
  paths['/batch'] = { post: methodOperation('batch', batch) }
  for (const route of routes) paths[route.path] = { ...paths[route.path], ...routeOperation(route) }
  return {
    openapi: '3.1.0',
    info: { title: 'Herenow: HTTP API for back ends', version: '1' },
    servers: [{ url: base }],
    security: [{ key: [] }, { authorization: [] }],
    paths,
    components: {
      securitySchemes: {
        key: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        authorization: { type: 'apiKey', in: 'header', name: 'Authorization', description: 'apikey <key>' },
      },
      schemas: { Error: error, ErrorBody: errorBody },
    },
  }
}

function methodOperation(
  name: string,
  { summary, request, result }: Pick<ApiMethod, 'summary' | 'request' | 'result'>,
) {
  const success = name === 'batch' ? result : { type: 'object', properties: { result }, required: ['result'] }
  const answer: Schema = {
    oneOf: [
      success,
      { type: 'object', properties: { error: { $ref: '#/components/schemas/Error' } }, required: ['error'] },
    ],
  }
  return {
    operationId: name,
    summary,
    requestBody: { required: true, content: jsonOf(request) },
    responses: { 200: { description: 'The result, or an error.', content: jsonOf(answer) }, ...refusals },
  }
}

function routeOperation({ verb, path, method }: ApiRoute): Record<string, object> {
  const { summary, params, request, result } = method
  const parameters = Object.entries(params).map(([name, { schema, isRequired }]) => {
    const { description, ...rest } = schema
    return { name, in: 'query', required: isRequired, description, schema: rest }
  })
  const operation = {
    operationId: `${verb.toLowerCase()}-${path.slice(1)}`,
    summary,
    ...(verb === 'GET' ? { parameters } : { requestBody: { required: true, content: jsonOf(request) } }),
    responses: {
      200: { description: 'The answer.', content: jsonOf(result) },
      400: { description: 'It asks for what can not be.', content: jsonOf({ $ref: '#/components/schemas/ErrorBody' }) },
      ...refusals,
    },
  }
  return { [verb.toLowerCase()]: operation }
}

const refusals = { 401: { description: 'No key, or a wrong one.' }, 413: { description: 'The body is too large.' } }

function jsonOf(schema: Schema): object {
  return { 'application/json': { schema } }
}
