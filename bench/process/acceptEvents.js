const { DuplicateFilter } = require('../../dist/nodes/Oration/trigger/duplicates');

const filter = new DuplicateFilter();

/** Has a trigger accept events, and tells how large the heap is after each of the given counts of them. */
async function acceptEvents(/** @type {number[]} */ counts) {
	const heaps = [];
	let accepted = 0;
	for (const count of counts) {
		for (; accepted < count; accepted++) await accept(`evt_${accepted}`);
		heaps.push(heapInUse());
	}
	process.stdout.write(JSON.stringify(heaps));
}

/** @param {string} eventId */
async function accept(eventId) {
	const response = { writableEnded: false, statusCode: 200 };
	const claim = await filter.claim('w node', eventId, response, { destroyed: false });
	if (claim !== 'new') throw new Error(`${eventId} is ${claim}.`);
	response.writableEnded = true;
}

function heapInUse() {
	if (global.gc === undefined) throw new Error('It needs --expose-gc.');
	global.gc();
	return process.memoryUsage().heapUsed;
}

void acceptEvents(process.argv.slice(2).map(Number));
