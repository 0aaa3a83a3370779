// Imported before everything else by the processes of a test: their wall clock goes as it does, and elsewhere in the week.

const shiftMs = Number(process.env.PARLEY_TEST_SHIFT_MS);
const realNow = Date.now;
Date.now = () => realNow() + shiftMs;
