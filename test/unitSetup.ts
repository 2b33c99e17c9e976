// Only ends a hang, like setup.ts. Unit tests don't wait for n8n.
jest.setTimeout(30_000);
