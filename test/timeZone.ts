/* eslint-disable @n8n/community-nodes/no-restricted-globals --
   sets the time zone of the tests; the package doesn't include tests */

/** Sets another time zone than UTC, so that tests notice a time that is read as local time. */
export default function setTimeZone(): void {
	process.env.TZ = 'Asia/Tokyo';
}
