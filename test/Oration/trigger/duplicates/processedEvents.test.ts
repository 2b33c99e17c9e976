import { mock } from 'jest-mock-extended';
import {
	sleep,
	type DeduplicationHelperFunctions,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type Logger,
} from 'n8n-workflow';
import {
	ProcessedEvents,
	withEventKey,
} from '../../../../nodes/Oration/trigger/duplicates/processedEvents';
import { dropTimers, useClock } from '../../clock';

type Helpers = Pick<DeduplicationHelperFunctions, 'checkProcessedAndRecord' | 'removeProcessed'>;

/** Mocks n8n's list of the processed entries of a node. It has no lock, as in n8n 1.123 and 2.41. */
class ProcessedList {
	/** The maximum number of simultaneous changes. */
	maxConcurrent = 0;

	private concurrent = 0;

	constructor(public entries: Array<string | number> = []) {}

	readonly helpers: jest.Mocked<Helpers> = {
		checkProcessedAndRecord: jest.fn(async (items, _scope, { maxEntries = Infinity }) => {
			const list = await this.read();
			const unknown = items.filter((item) => !list.includes(item));
			this.write([...list, ...unknown].slice(-maxEntries));
			return { new: unknown, processed: items.filter((item) => list.includes(item)) };
		}),
		removeProcessed: jest.fn(async (...[items]: Parameters<Helpers['removeProcessed']>) => {
			const list = await this.read();
			this.write(list.filter((entry) => !items.includes(entry)));
		}),
	};

	private async read() {
		this.concurrent += 1;
		this.maxConcurrent = Math.max(this.maxConcurrent, this.concurrent);
		const list = [...this.entries];
		await sleep(0);
		return list;
	}

	private write(list: Array<string | number>) {
		this.entries = list;
		this.concurrent -= 1;
	}
}

const failing = (error: unknown): Helpers => ({
	checkProcessedAndRecord: async () => await Promise.reject(error),
	removeProcessed: async () => await Promise.reject(error),
});

/** Returns a delivery of an event: `a1` and `a2` are deliveries of the event `a`. */
const itemOf = (delivery: string): INodeExecutionData => ({
	json: { delivery },
	orationEventKey: delivery.replace(/\d+$/, ''),
	orationDelivery: delivery,
});

/** Runs an execution with items. Returns its output and the warnings. */
async function runItems(
	process: ProcessedEvents,
	helpers: Helpers,
	items: INodeExecutionData[],
	trigger = 't',
) {
	const logger = mock<Logger>();
	const context = mock<IExecuteFunctions>({
		logger,
		helpers,
		getInputData: () => items,
		getNode: () => mock<INode>({ name: 'Oration Trigger' }),
		getWorkflow: () => ({ id: 'w', active: true }),
	});
	const output = await process.skipDuplicates(context, trigger);
	return { output, warnings: logger.warn.mock.calls };
}

/** Runs an execution with deliveries, such as `a1 b1`. Returns those that it outputs. */
async function run(
	process: ProcessedEvents,
	{ helpers }: { helpers: Helpers },
	deliveries: string,
	trigger?: string,
) {
	const { output } = await runItems(process, helpers, deliveries.split(' ').map(itemOf), trigger);
	return output.map(({ json }) => json.delivery).join(' ');
}

/** The warning that n8n's list can't be used. */
const warningOf = (reason: string) => [
	`Oration Trigger couldn't access n8n's list of processed events, so duplicates may run: ${reason}`,
	{ workflowId: 'w', nodeName: 'Oration Trigger' },
];

const names = (count: number) =>
	Array.from({ length: count }, (_, number) => String.fromCodePoint(0x4e00 + number));

describe('ProcessedEvents', () => {
	dropTimers();

	/**
	 * Each step is an execution in a process, with its deliveries, or it overwrites n8n's list. The deliveries in parentheses
	 * are skipped. In a process such as `1!`, n8n's list can't be used.
	 */
	it.each<[behavior: string, steps: string, list: string]>([
		['skips a duplicate in the same process', '1: a1, 1: (a2)', 'a a1'],
		['skips duplicates in other processes', '1: a1, 2: (a2), 3: (a3)', 'a a1'],
		['outputs a retried event', '1: a1, 1: a1, 2: a1', 'a a1'],
		['skips a retried duplicate', '1: a1, 2: (a2), 3: (a2)', 'a a1'],
		['skips a duplicate while the list is down', '1!: a1, 1!: (a2)', ''],
		['records an event when the list is up', '1!: a1, 1: b1', 'a a1 b b1'],
		['checks each item of an execution', '1: a1, 1: (a2) b1', 'a a1 b b1'],
		['outputs one of two deliveries in an execution', '1: a1 (a2)', 'a a1'],
		['outputs an event and its retry in an execution', '1: a1 a1 (a2)', 'a a1'],
		['skips a duplicate if its list was lost', '1: a1, list: , 1: (a2)', 'a a1'],
		['records a lost event with the next one', '1: a1, list: , 1: b1, 2: (a2)', 'a a1 b b1'],
		['outputs a lost event that is retried', '1: a1, list: , 1: b1, 2: a1', 'a a1 b b1'],
		["doesn't record the key of a retried event that n8n evicted", 'list: a1, 1: a1', 'a1'],
		["doesn't record a key again that n8n evicted", '1: a1, list: a1, 1: b1', 'a1 b b1'],
	])('%s', async (_, steps, entries) => {
		const list = new ProcessedList();
		const processes = new Map<string, ProcessedEvents>();
		for (const step of steps.split(', ')) {
			const [id = '', isDown, text = ''] = step.split(/(!?): /);
			const deliveries = text.split(' ').filter((delivery) => delivery !== '');
			if (id === 'list') {
				list.entries = deliveries;
				continue;
			}
			const process = processes.get(id) ?? new ProcessedEvents();
			processes.set(id, process);
			const helpers = isDown ? failing(new Error('down')) : list.helpers;
			const output = await run(process, { helpers }, text.replace(/[()]/g, ''));
			const expected = deliveries.filter((delivery) => !delivery.startsWith('('));
			expect([step, output]).toEqual([step, expected.join(' ')]);
		}
		expect(list.entries.join(' ')).toBe(entries);
	});

	it("accesses the node's list of 1,000 entries, only once for a new event", async () => {
		const [process, list] = [new ProcessedEvents(), new ProcessedList()];
		for (const delivery of ['a1', 'a2']) await run(process, list, delivery);
		const place = ['node', { mode: 'entries', maxEntries: 1000 }];
		const { checkProcessedAndRecord, removeProcessed } = list.helpers;
		const checked = [
			['a', 'a1'],
			['a', 'a1', 'a2'],
		].map((entries) => [entries, ...place]);
		expect(checkProcessedAndRecord.mock.calls).toEqual(checked);
		expect(removeProcessed.mock.calls).toEqual([[['a2'], ...place]]);
	});

	it('separates the events of two triggers', async () => {
		const process = new ProcessedEvents();
		await run(process, new ProcessedList(), 'a1', 't1');
		expect(await run(process, new ProcessedList(), 'a2', 't2')).toBe('a2');
	});

	it('removes the key and the delivery ID from the output, but not from the input', async () => {
		const item = { ...itemOf('a1'), pairedItem: 0 };
		const before = { ...item };
		const { output } = await runItems(new ProcessedEvents(), new ProcessedList().helpers, [item]);
		expect(output).toEqual([{ json: { delivery: 'a1' }, pairedItem: 0 }]);
		expect(item).toEqual(before);
	});

	it.each([
		{},
		{ orationEventKey: 'a' },
		{ orationDelivery: '1' },
		{ orationEventKey: 7, orationDelivery: '1' },
	])("outputs an item with only %j, without access to n8n's list", async (keys) => {
		const item = { json: {}, ...keys };
		const { helpers } = new ProcessedList();
		const { output } = await runItems(new ProcessedEvents(), helpers, [item, item]);
		expect(output).toEqual([item, item]);
		expect(helpers.checkProcessedAndRecord).not.toHaveBeenCalled();
	});

	it('outputs an item without a key beside a duplicate', async () => {
		const { helpers } = new ProcessedList(['a', 'a1']);
		const items = [itemOf('a2'), { json: {} }];
		const { output } = await runItems(new ProcessedEvents(), helpers, items);
		expect(output).toEqual([{ json: {} }]);
	});

	it('outputs a retried event after many others in an execution', async () => {
		const others = names(50).map((name) => `${name}1`);
		const deliveries = ['a1', ...others, 'a1'].join(' ');
		const output = await run(new ProcessedEvents(), new ProcessedList(), `${deliveries} a2`);
		expect(output).toBe(deliveries);
	});

	it('records the newest 50 events again if its list was lost', async () => {
		const [process, list] = [new ProcessedEvents(), new ProcessedList()];
		const [oldest = '', ...newer] = names(51);
		for (const name of [oldest, ...newer]) await run(process, list, `${name}1`);
		list.entries = [];
		await run(process, list, 'next1');
		expect(list.entries).toEqual([...newer, 'next'].flatMap((name) => [name, `${name}1`]));
	});

	describe('with simultaneous executions', () => {
		it('runs two triggers concurrently', async () => {
			const [process, list] = [new ProcessedEvents(), new ProcessedList()];
			await Promise.all(['t1', 't2'].map(async (id) => await run(process, list, 'a1', id)));
			expect(list.maxConcurrent).toBe(2);
		});

		const MANY = [...'abcdefghijkl'].map((name) => `${name}1`);

		/** Each check has the events of the checks before, because it records them again. */
		it.each<[behavior: string, executions: string[], outputs: string[], checked: number[]]>([
			['outputs one of two deliveries', ['a1', 'a2'], ['a1', ''], [1, 2]],
			['checks those that wait together', ['a1', 'b1', 'c1'], ['a1', 'b1', 'c1'], [1, 3]],
			['skips only duplicates', ['a1', 'b1', 'a2', 'c1'], ['a1', 'b1', '', 'c1'], [1, 4]],
			['checks at most 10 events together', MANY, MANY, [1, 11, 12]],
		])('%s', async (_, executions, outputs, checked) => {
			const [process, list] = [new ProcessedEvents(), new ProcessedList()];
			const runs: Array<Promise<string>> = [];
			for (const deliveries of executions) {
				runs.push(run(process, list, deliveries));
				// Starts the check of the first execution. The others wait for it.
				await Promise.resolve();
			}
			expect(await Promise.all(runs)).toEqual(outputs);
			const keys = list.helpers.checkProcessedAndRecord.mock.calls.map(([entries]) =>
				entries.filter((entry) => /\d$/.test(String(entry))),
			);
			expect(keys.map(({ length }) => length)).toEqual(checked);
			expect(list.maxConcurrent).toBe(1);
		});
	});

	describe("when n8n's list can't be used", () => {
		it.each([new Error('down'), 'down'])('outputs the event with a warning: %p', async (error) => {
			const items = [itemOf('a1')];
			expect(await runItems(new ProcessedEvents(), failing(error), items)).toEqual({
				output: [{ json: { delivery: 'a1' } }],
				warnings: [warningOf('down')],
			});
		});

		it("skips a duplicate if it can't remove its entry from the list, with a warning", async () => {
			const { checkProcessedAndRecord } = new ProcessedList(['a', 'a1']).helpers;
			const helpers = { ...failing(new Error('down')), checkProcessedAndRecord };
			const result = await runItems(new ProcessedEvents(), helpers, [itemOf('a2')]);
			expect(result).toEqual({ output: [], warnings: [warningOf('down')] });
		});
	});
});

describe("while n8n's list hangs", () => {
	const SECOND = 1000;
	const hang = async () => await new Promise<never>(() => {});
	const HUNG: Helpers = { checkProcessedAndRecord: hang, removeProcessed: hang };

	useClock();

	/** Runs an execution with a delivery, and notes its output when it ends. */
	const start = (process: ProcessedEvents, helpers: Helpers, delivery: string) => {
		const execution: { output: string; warnings: unknown[] } = { output: 'waits', warnings: [] };
		void runItems(process, helpers, [itemOf(delivery)]).then(({ output, warnings }) => {
			execution.output = output.map(({ json }) => json.delivery).join(' ');
			execution.warnings = warnings;
		});
		return execution;
	};

	const warnings = [warningOf('It took longer than 10 seconds')];
	const LISTED = new ProcessedList(['a', 'a1']).helpers;

	it.each<[what: string, helpers: Helpers, output: string]>([
		['a check', HUNG, 'a2'],
		['the removal of a duplicate', { ...LISTED, removeProcessed: hang }, ''],
	])('waits for %s until 10 seconds have passed', async (_, helpers, output) => {
		const execution = start(new ProcessedEvents(), helpers, 'a2');
		await jest.advanceTimersByTimeAsync(10 * SECOND - 1);
		expect(execution).toEqual({ output: 'waits', warnings: [] });
		await jest.advanceTimersByTimeAsync(1);
		expect(execution).toEqual({ output, warnings });
	});

	it('outputs each event at the latest after 10 seconds, however many came before', async () => {
		const process = new ProcessedEvents();
		const deliveries = names(40).map((name) => `${name}1`);
		const executions = [];
		for (const delivery of deliveries) {
			executions.push(start(process, HUNG, delivery));
			await jest.advanceTimersByTimeAsync(SECOND);
			const came10SecondsAgo = executions.slice(0, -9).map(({ output }) => output);
			expect(came10SecondsAgo).toEqual(deliveries.slice(0, came10SecondsAgo.length));
		}
	});

	it('checks later events as soon as a hung check has timed out', async () => {
		const process = new ProcessedEvents();
		const list = new ProcessedList(['b', 'b1']);
		start(process, HUNG, 'a1');
		await jest.advanceTimersByTimeAsync(SECOND);
		const waiting = start(process, list.helpers, 'b2');
		await jest.advanceTimersByTimeAsync(9 * SECOND);
		const later = start(process, list.helpers, 'a2');
		await jest.advanceTimersByTimeAsync(10);
		expect([waiting.output, later.output]).toEqual(['', '']);
	});

	it('ignores a late response', async () => {
		const process = new ProcessedEvents();
		const { helpers } = new ProcessedList();
		let respond: (result: { new: string[]; processed: string[] }) => void = () => {};
		const checkProcessedAndRecord: Helpers['checkProcessedAndRecord'] = async () =>
			await new Promise((resolve) => (respond = resolve));
		const execution = start(process, { ...helpers, checkProcessedAndRecord }, 'a2');
		await jest.advanceTimersByTimeAsync(10 * SECOND);
		respond({ new: [], processed: ['a', 'a1'] });
		await jest.advanceTimersByTimeAsync(SECOND);
		expect(execution).toEqual({ output: 'a2', warnings });
		expect(helpers.removeProcessed).not.toHaveBeenCalled();
	});
});

describe('withEventKey', () => {
	it('adds the key and a new delivery ID beside json', () => {
		const [item, other] = [1, 2].map(() => withEventKey({ json: { id: 1 } }, 'a'));
		expect(item).toEqual({
			json: { id: 1 },
			orationEventKey: 'a',
			orationDelivery: expect.stringMatching(/^[0-9a-f-]{36}$/),
		});
		expect(item?.orationDelivery).not.toBe(other?.orationDelivery);
	});
});
