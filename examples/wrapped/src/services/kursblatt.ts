// Kursblatt, a vendor of exchange rates: two releases of its API at once, as a vendor runs them while its customers move.

import { type Weather, workingIn } from './failing-at-times.ts';
import { type HttpService, serve } from './http-service.ts';
import { kursblattRefusal } from './kursblatt-terms.ts';
import { kursblattV1 } from './kursblatt-v1.ts';
import { kursblattV2 } from './kursblatt-v2.ts';

/** @throws Error where it cannot listen */
export function startKursblatt(port: number, weather: Weather): Promise<HttpService> {
  const work = workingIn(weather);
  return serve({ releases: [kursblattV1(work), kursblattV2(work)], refusal: kursblattRefusal }, port);
}
