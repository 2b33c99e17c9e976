const ROOM = '^nodes/Oration/';

/** @returns a rule against imports from a floor above: files in `from` import none in `to` */
const noImport = (/** @type {string} */ from, /** @type {string} */ to) => ({
	name: `${from} imports ${to}`,
	severity: 'error',
	from: { path: `${ROOM}${from}` },
	to: { path: `${ROOM}${to}` },
});

/**
 * Rejects imports in a circle and imports from a floor above, types included: event < output, api < trigger, actions < node
 * files. In trigger: activity < authentication, duplicates, pages < the files beside these rooms.
 */
module.exports = {
	forbidden: [
		{ name: 'circle', severity: 'error', from: {}, to: { circular: true } },
		noImport('event/', '(?!event/)'),
		noImport('output/', '(?!event/|output/)'),
		noImport('api/', '(?!event/|api/)'),
		noImport('actions/', '(?!event/|output/|api/|actions/)'),
		noImport('trigger/', '(?!event/|output/|trigger/)'),
		noImport('trigger/activity/', 'trigger/(?!activity/)'),
		...['authentication/', 'duplicates/', 'pages/'].map((room) =>
			noImport(`trigger/${room}`, `trigger/(?!activity/|${room})`),
		),
	],
	options: {
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		doNotFollow: { path: 'node_modules' },
	},
};
