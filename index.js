const {
	OrationWebhookSecretApi,
} = require('./dist/credentials/OrationWebhookSecretApi.credentials');
const { OrationTrigger } = require('./dist/nodes/Oration/OrationTrigger.node');

module.exports = {
	...require('./dist/nodes/Oration/event'),
	OrationTrigger,
	OrationWebhookSecretApi,
};
