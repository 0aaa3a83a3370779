// The grammar of headers: a name of printable ASCII without a colon, a value on one line, which arrives without the
// spaces around it. What breaks it would break the protocol, so it is checked here. It knows no header's meaning.

import { BusError } from './errors.ts';
import type { Headers } from './message.ts';

const nameForm = /^[!-9;-~]+$/;
const lineBreak = /[\r\n]/;

/** @throws BusError `bad-header` */
export function checkHeaders(headers: Headers): void {
  for (const name in headers) {
    if (nameForm.test(name) && !lineBreak.test(headers[name] as string)) continue;
    const shown = JSON.stringify(name.slice(0, 100));
    throw new BusError('bad-header', `header ${shown}: use a name of printable ASCII and a value on one line`);
  }
}
