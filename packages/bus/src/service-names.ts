// What NATS tools can show of a service: names of word characters, semantic versions, subjects that can be listened on.

import { BusError } from './errors.ts';
import type { ServiceConfig } from './service.ts';
import { checkPattern } from './subject.ts';

const nameForm = /^[-\w]+$/;
const versionForm = /^\d+\.\d+\.\d+/;

/** @throws BusError `bad-subject` */
export function checkService({ name, version, endpoints }: ServiceConfig): void {
  const bad = [name, ...endpoints.map((endpoint) => endpoint.name)].find((word) => !nameForm.test(word));
  if (bad !== undefined) {
    throw new BusError('bad-subject', `${JSON.stringify(bad)} is no service name: use letters, digits, _ and -`);
  }
  if (!versionForm.test(version)) {
    throw new BusError('bad-subject', `${JSON.stringify(version)} is no version: write 1.2.3`);
  }
  for (const { subject } of endpoints) checkPattern(subject);
}
