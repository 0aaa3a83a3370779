// What the services have in common: a Fastify on loopback, one OpenAPI document or more, typed refusals and an orderly end.
// It knows no vendor, and nothing here knows Parley.

import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import fastify, { type FastifyInstance } from 'fastify';
import { type ServiceError, serviceErrorOf } from './service-error.ts';

export interface HttpService {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** Closes every connection. */
  close(): Promise<void>;
}

export interface Release {
  /** Where its OpenAPI document is, such as `/openapi.json`. */
  readonly documentPath: string;
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly routes: (server: FastifyInstance) => void;
}

export interface ServicePlan {
  /** Each is documented by itself. */
  readonly releases: readonly Release[];
  /** A refusal in the vendor's own words. */
  readonly refusal: (error: ServiceError) => { readonly body: unknown; readonly contentType: string };
}

const bodyBytesMax = 16_384;
const highestPort = 65_535;

/** Resolves when it listens; port 0 takes a free one. @throws Error that says what to do about the port */
export async function serve({ releases, refusal }: ServicePlan, port = 0): Promise<HttpService> {
  if (!Number.isInteger(port) || port < 0 || port > highestPort) {
    throw new Error(`port ${port}: use a whole number from 0 to ${highestPort}`);
  }
  const server = fastify({
    bodyLimit: bodyBytesMax,
    forceCloseConnections: true,
    // An amount that comes as a number has lost its last digits already: it is refused, and not made a text.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
  const refuse = (thrown: unknown) => {
    const error = serviceErrorOf(thrown);
    return { status: error.status, ...refusal(error) };
  };
  server.setErrorHandler((thrown, _request, reply) => {
    const { status, body, contentType } = refuse(thrown);
    return reply.code(status).type(contentType).serializer(JSON.stringify).send(body);
  });
  server.setNotFoundHandler((request, reply) => {
    const message = `there is no ${request.method} ${request.url.split('?')[0]}`;
    const { status, body, contentType } = refuse({ statusCode: 404, message });
    return reply.code(status).type(contentType).send(body);
  });
  for (const release of releases) await server.register((scope) => publish(scope, release));
  try {
    const url = await server.listen({ port, host: '127.0.0.1' });
    return { url, close: () => server.close() };
  } catch (cause) {
    await server.close();
    throw new Error(`cannot listen on port ${port} (${(cause as Error).message}): free it, or use port 0`, { cause });
  }
}

async function publish(scope: FastifyInstance, release: Release): Promise<void> {
  const { documentPath, title, version, description, routes } = release;
  const options: FastifyDynamicSwaggerOptions = {
    openapi: { openapi: '3.1.0', info: { title, version, description }, servers: [{ url: '/' }] },
  };
  await scope.register(swagger, options);
  routes(scope);
  scope.get(documentPath, { schema: { hide: true } }, () => scope.swagger());
}
