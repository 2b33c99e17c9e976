module.exports = {
	...require('./dist/nodes/Oration/event'),
	// Only these need n8n, so only who asks for them loads it.
	get OrationTrigger() {
		return require('./dist/nodes/Oration/OrationTrigger.node').OrationTrigger;
	},
	get OrationWebhookSecretApi() {
		return require('./dist/credentials/OrationWebhookSecretApi.credentials')
			.OrationWebhookSecretApi;
	},
};
