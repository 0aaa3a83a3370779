// The scenes by name.

import type { SceneName } from '../scene-names.ts';
import { broker } from './broker.ts';
import { idle } from './idle.ts';
import { kills } from './kills.ts';
import { quiet } from './quiet.ts';
import type { Scene } from './scene.ts';
import { stops } from './stops.ts';

export const scenes: Readonly<Record<SceneName, Scene>> = { idle, quiet, kills, stops, broker };
