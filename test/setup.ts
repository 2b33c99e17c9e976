// It ends a hang. No test depends on how fast the machine is.
jest.setTimeout(30 * 60_000);
