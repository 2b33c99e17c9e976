const { EventEmitter } = require('node:events');
const { deliveriesOf } = require('../../dist/nodes/Oration/trigger/deliveries');

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
	const response = Object.assign(new EventEmitter(), {
		closed: false,
		writableFinished: false,
		statusCode: 200,
	});
	// What is saved is not read again, as only this process takes events.
	const deliveries = deliveriesOf('w', 'node');
	if (!(await deliveries.take(eventId, {}, response))) throw new Error(`${eventId} was taken.`);
	response.writableFinished = true;
	response.closed = true;
	response.emit('close');
}

function heapInUse() {
	if (global.gc === undefined) throw new Error('It needs --expose-gc.');
	global.gc();
	return process.memoryUsage().heapUsed;
}

void acceptEvents(process.argv.slice(2).map(Number));
