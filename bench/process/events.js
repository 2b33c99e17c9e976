const { readFileSync } = require('node:fs');
const path = require('node:path');

const FOLDER = path.resolve(__dirname, '../../test/events');

/** The event of Oration's documentation, in the bytes of a webhook: without the white space of the file. */
const DOCUMENTED = bytesOf(readEventFile('analysis-completed.documented'));

/** An event of a real call: more turns, and text beyond ASCII. */
const REALISTIC = bytesOf(readEventFile('analysis-completed.realistic'));

/**
 * @param {number} size of the transcript in characters, at least
 * @returns {Buffer} an event with a transcript of as many copies of a real one
 */
function eventWithTranscript(size) {
	const event = readEventFile('analysis-completed.realistic');
	const { transcript } = event.payload;
	event.payload.transcript = `${transcript}\n`.repeat(Math.ceil(size / transcript.length));
	return bytesOf(event);
}

/** @param {string} name */
function readEventFile(name) {
	return JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), 'utf8'));
}

/** @param {unknown} event */
function bytesOf(event) {
	return Buffer.from(JSON.stringify(event));
}

/** @param {Buffer} bytes */
function parse(bytes) {
	return JSON.parse(bytes.toString('utf8'));
}

module.exports = { DOCUMENTED, REALISTIC, eventWithTranscript, parse };
