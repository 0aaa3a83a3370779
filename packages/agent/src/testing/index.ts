export { type TestMesh, type TestMeshOptions, testMesh } from './test-mesh.ts';
export { wordEmbedder } from './word-embedder.ts';
