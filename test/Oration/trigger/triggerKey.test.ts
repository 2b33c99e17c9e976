import { triggerKey } from '../../../nodes/Oration/trigger/triggerKey';
import { webhookContext } from '../webhookContext';

describe('triggerKey', () => {
	it('identifies a trigger by its workflow and node', () => {
		expect(triggerKey(webhookContext({ nodeId: 'n1' }).context)).toBe('w n1');
	});
});
