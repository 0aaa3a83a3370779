// What the scenes are called: on the command line, in the report, and where their seeds come from. What is played under a
// name stands in scenes/.

/** In the order they are played. */
export const sceneNames = ['idle', 'quiet', 'kills', 'stops', 'broker'] as const;
export type SceneName = (typeof sceneNames)[number];
