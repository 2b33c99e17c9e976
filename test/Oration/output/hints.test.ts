import { mock } from 'jest-mock-extended';
import type { IExecuteFunctions } from 'n8n-workflow';
import { showHints } from '../../../nodes/Oration/output/output';

describe('showHints', () => {
	it('shows each hint of the items once, and outputs the items without them', () => {
		const context = mock<IExecuteFunctions>();
		const items = ['a\nb', undefined, 'b\nc'].map((orationHints, id) => ({
			json: { id },
			orationHints,
		}));
		expect(showHints(context, items)).toEqual([0, 1, 2].map((id) => ({ json: { id } })));
		expect(context.addExecutionHints.mock.calls).toEqual([
			[{ message: 'a' }, { message: 'b' }, { message: 'c' }],
		]);
		expect(items[0]).toEqual({ json: { id: 0 }, orationHints: 'a\nb' });
	});

	it('ignores a hint that is no text', () => {
		const context = mock<IExecuteFunctions>();
		expect(showHints(context, [{ json: {}, orationHints: 7 }])).toEqual([{ json: {} }]);
		expect(context.addExecutionHints.mock.calls).toEqual([[]]);
	});
});
