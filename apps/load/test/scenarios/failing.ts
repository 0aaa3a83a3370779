// Nobody can do what is asked.

import { scenario } from '@parley/load/scenario';

export default scenario({
  name: 'failing',
  about: 'every ask fails',
  agents: () => [],
  open: (mesh) => async () => await mesh.ask('fold the laundry of a stranger'),
});
