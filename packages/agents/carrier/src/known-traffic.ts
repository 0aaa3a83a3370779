// What a carrier knows of the roads: the newest state that was told. Whoever plans asks it; whoever drives looks at its
// revision to see whether to plan anew.

import { type TrafficChange, TrafficNews } from '@parley/agent-traffic/messages';

export class KnownTraffic {
  #news: TrafficNews | undefined;

  /** -1 where nothing was heard yet. */
  get revision(): number {
    return this.#news?.revision ?? -1;
  }

  /** Takes news that is newer than what is known. @returns whether it could be read */
  hear(told: unknown): boolean {
    const news = TrafficNews.safeParse(told);
    if (!news.success) return false;
    if (news.data.revision > this.revision) this.#news = news.data;
    return true;
  }

  /** What holds at a time, in milliseconds since 1970. */
  at(timeMs: number): readonly TrafficChange[] {
    const changes = this.#news?.roads ?? [];
    return changes.filter(({ until }) => until === undefined || Date.parse(until) > timeMs);
  }
}
