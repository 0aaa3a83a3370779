export { drawClinc150, readClinc150 } from './clinc150.ts';
export { type EvaluationSet, ownSet } from './evaluation-set.ts';
