export { createOnce, type Once } from './once.ts';
export { createStore, type Store } from './store.ts';
